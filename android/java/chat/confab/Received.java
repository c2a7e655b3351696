package chat.confab;

import android.content.ContentProvider;
import android.content.ContentValues;
import android.content.Context;
import android.content.Intent;
import android.database.Cursor;
import android.database.MatrixCursor;
import android.net.Uri;
import android.os.ParcelFileDescriptor;
import android.provider.OpenableColumns;
import android.webkit.MimeTypeMap;
import java.io.File;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/**
 * Lets another app read a file that has come, when the person opens it with that app. Nobody
 * else can ask: it is not exported, and each right is for one file, to read.
 */
public final class Received extends ContentProvider {
	private static final String ANY = "application/octet-stream";
	/** What Android installs. The person may install it from their file manager, which says what it is. */
	private static final List<String> PROGRAMS = Arrays.asList("apk", "apks", "apkm", "xapk", "aab");

	/** Where Go puts what comes. */
	static File root(Context c) {
		return new File(c.getFilesDir(), "received");
	}

	/** The file at a path, with no link in it that leads out of the folder. */
	static File find(Context c, String path) throws IOException {
		File root = root(c).getCanonicalFile();
		File f = new File(path).getCanonicalFile();
		if (!f.getPath().startsWith(root.getPath() + File.separator) || !f.exists()) {
			throw new FileNotFoundException("not a file that has come");
		}
		return f;
	}

	static Uri uri(Context c, File f) throws IOException {
		String path = f.getPath().substring(root(c).getCanonicalPath().length() + 1);
		return new Uri.Builder().scheme("content").authority(c.getPackageName() + ".received").appendEncodedPath(Uri.encode(path, "/")).build();
	}

	/** The kind of a file by its name, as a sender can choose it. */
	static String type(String name) {
		String type = MimeTypeMap.getSingleton().getMimeTypeFromExtension(ending(name));
		return type == null || isProgram(name) ? ANY : type;
	}

	private static String ending(String name) {
		return name.substring(name.lastIndexOf('.') + 1).toLowerCase(Locale.ROOT);
	}

	static boolean isProgram(String name) {
		return PROGRAMS.contains(ending(name));
	}

	/** Opens a file with the app that the person has for it; only while this one is in front. */
	static void open(Context c, String path) throws IOException {
		File f = find(c, path);
		if (!f.isFile() || isProgram(f.getName())) {
			throw new IOException("not a document");
		}
		c.startActivity(new Intent(Intent.ACTION_VIEW).setDataAndType(uri(c, f), type(f.getName()))
			.addFlags(Intent.FLAG_GRANT_READ_URI_PERMISSION | Intent.FLAG_ACTIVITY_NEW_TASK));
	}

	private File file(Uri uri) throws FileNotFoundException {
		try {
			File f = find(getContext(), new File(root(getContext()), uri.getPath()).getPath());
			if (f.isFile()) {
				return f;
			}
		} catch (IOException e) {
			// It is not there, for whatever reason.
		}
		throw new FileNotFoundException();
	}

	@Override public ParcelFileDescriptor openFile(Uri uri, String mode) throws FileNotFoundException {
		if (!"r".equals(mode)) {
			throw new SecurityException("only to be read");
		}
		return ParcelFileDescriptor.open(file(uri), ParcelFileDescriptor.MODE_READ_ONLY);
	}

	@Override public Cursor query(Uri uri, String[] columns, String where, String[] args, String order) {
		MatrixCursor c = new MatrixCursor(new String[] {OpenableColumns.DISPLAY_NAME, OpenableColumns.SIZE});
		try {
			File f = file(uri);
			c.addRow(new Object[] {f.getName(), f.length()});
		} catch (FileNotFoundException e) {
			// No row.
		}
		return c;
	}

	@Override public boolean onCreate() {
		return true;
	}

	@Override public String getType(Uri uri) {
		return type(String.valueOf(uri.getLastPathSegment()));
	}

	@Override public Uri insert(Uri uri, ContentValues values) {
		throw new UnsupportedOperationException();
	}

	@Override public int delete(Uri uri, String where, String[] args) {
		throw new UnsupportedOperationException();
	}

	@Override public int update(Uri uri, ContentValues values, String where, String[] args) {
		throw new UnsupportedOperationException();
	}
}
