package chat.confab;

import android.content.ContentProvider;
import android.content.ContentValues;
import android.content.Context;
import android.content.pm.ProviderInfo;
import android.database.Cursor;
import android.database.MatrixCursor;
import android.net.Uri;
import android.provider.OpenableColumns;
import java.io.ByteArrayInputStream;
import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import org.robolectric.Robolectric;
import org.robolectric.Shadows;

/** Another app that has documents, and says of them what a test wants. */
public final class Documents extends ContentProvider {
	static final Map<Uri, Object[]> all = new HashMap<>();
	/** What was opened, in order. */
	static final List<Uri> opened = new ArrayList<>();

	/** Adds a document that says to have this name and size; without content it cannot be opened. */
	static Uri add(Context c, String name, Object size, final InputStream content) {
		return addAt(c, Uri.parse("content://documents/" + (all.size() + 1)), name, size, content);
	}

	static Uri addAt(Context c, final Uri uri, String name, Object size, final InputStream content) {
		String authority = uri.getAuthority().substring(uri.getAuthority().indexOf('@') + 1);
		ProviderInfo info = new ProviderInfo();
		info.authority = authority;
		info.exported = true;
		Robolectric.buildContentProvider(Documents.class).create(info);
		all.put(uri, new Object[] {name, size});
		Shadows.shadowOf(c.getContentResolver()).registerInputStreamSupplier(uri, () -> {
			opened.add(uri);
			if (content == null) {
				throw new SecurityException("not for you");
			}
			return content;
		});
		return uri;
	}

	/** Adds a document that nobody can open before an end, which may never come. */
	static Uri addStuck(Context c, String name, CountDownLatch asked, CountDownLatch end) {
		Uri uri = add(c, name, 1L, null);
		Shadows.shadowOf(c.getContentResolver()).registerInputStreamSupplier(uri, () -> {
			asked.countDown();
			try {
				end.await();
			} catch (InterruptedException e) {
				throw new AssertionError(e);
			}
			return new ByteArrayInputStream(new byte[1]);
		});
		return uri;
	}

	static Uri add(Context c, String name, byte[] content) {
		return add(c, name, (long) content.length, new ByteArrayInputStream(content));
	}

	/** What Go was told of last, as files: the paths behind a word. */
	static List<File> told(String word) {
		List<File> files = new ArrayList<>();
		for (String said : ShadowBridge.told) {
			if (said.startsWith(word + " ")) {
				for (String path : said.substring(word.length() + 1).split("\n")) {
					files.add(new File(path));
				}
			}
		}
		return files;
	}

	static List<String> names(List<File> files) {
		List<String> names = new ArrayList<>();
		for (File f : files) {
			names.add(f.getName());
		}
		return names;
	}

	static byte[] read(File f) throws IOException {
		return Files.readAllBytes(f.toPath());
	}

	@Override public boolean onCreate() {
		return true;
	}

	@Override public Cursor query(Uri uri, String[] columns, String where, String[] args, String order) {
		Object[] row = all.get(uri);
		if (row == null || row[0] == null && row[1] == null) {
			throw new IllegalArgumentException("nothing is said");
		}
		MatrixCursor c = new MatrixCursor(new String[] {OpenableColumns.SIZE, OpenableColumns.DISPLAY_NAME});
		c.addRow(new Object[] {row[1], row[0]});
		return c;
	}

	@Override public String getType(Uri uri) {
		return "image/png";
	}

	@Override public Uri insert(Uri uri, ContentValues values) {
		return null;
	}

	@Override public int delete(Uri uri, String where, String[] args) {
		return 0;
	}

	@Override public int update(Uri uri, ContentValues values, String where, String[] args) {
		return 0;
	}
}
