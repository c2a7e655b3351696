package chat.confab;

import android.content.ClipData;
import android.content.ComponentName;
import android.content.ContentProvider;
import android.content.ContentValues;
import android.content.Context;
import android.content.Intent;
import android.database.Cursor;
import android.database.MatrixCursor;
import android.net.Uri;
import android.os.ParcelFileDescriptor;
import android.provider.OpenableColumns;
import java.io.File;
import java.io.FileNotFoundException;
import java.io.IOException;

/**
 * Lets another app read a file that has come, when the person opens it with that app or
 * shares it there. Nobody else can ask: it is not exported, and each right is for one file,
 * to read.
 */
public final class Received extends ContentProvider {
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

	/** Opens a file with the app that the person has for it; only while this one is in front. */
	static void open(Context c, String path) throws IOException {
		File f = find(c, path);
		if (!f.isFile() || Kind.isProgram(f.getName())) {
			throw new IOException("not a document");
		}
		c.startActivity(new Intent(Intent.ACTION_VIEW).setDataAndType(uri(c, f), Kind.of(f))
			.addFlags(Intent.FLAG_GRANT_READ_URI_PERMISSION | Intent.FLAG_ACTIVITY_NEW_TASK));
	}

	/** Hands a file to an app that the person chooses; only while this one is in front. */
	static void share(Context c, String path) throws IOException {
		File f = find(c, path);
		if (!f.isFile()) {
			throw new FileNotFoundException("not a file");
		}
		Uri uri = uri(c, f);
		Intent send = new Intent(Intent.ACTION_SEND).setType(Kind.of(f)).putExtra(Intent.EXTRA_STREAM, uri)
			.addFlags(Intent.FLAG_GRANT_READ_URI_PERMISSION);
		// The right to read goes along with what is in the clip data, and with no extra.
		send.setClipData(ClipData.newRawUri("", uri));
		// It is here already, and Intake takes nothing of its own.
		ComponentName[] own = {new ComponentName(c, ShareActivity.class)};
		c.startActivity(Intent.createChooser(send, null).putExtra(Intent.EXTRA_EXCLUDE_COMPONENTS, own).addFlags(Intent.FLAG_ACTIVITY_NEW_TASK));
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
		try {
			return Kind.of(file(uri));
		} catch (FileNotFoundException e) {
			return null;
		}
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
