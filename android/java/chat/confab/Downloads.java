package chat.confab;

import android.content.ContentResolver;
import android.content.ContentValues;
import android.content.Context;
import android.net.Uri;
import android.os.Build;
import android.os.Environment;
import android.os.Handler;
import android.os.Looper;
import android.provider.MediaStore;
import android.widget.Toast;
import java.io.File;
import java.io.FileInputStream;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;

/**
 * Puts a copy of what has come where the person finds it: into the folder Confab of the
 * phone's downloads, which needs no permission since Android 10. On older ones, and only
 * there, that folder takes a right to all files of the phone, which Confab does not ask for:
 * the person chooses the place of a file on Android's own page (see KeepActivity).
 */
final class Downloads implements Runnable {
	private static final String FOLDER = Environment.DIRECTORY_DOWNLOADS + "/Confab";

	private final Context context;
	private final File from;
	private final Uri to; // null for the downloads

	private Downloads(Context c, File from, Uri to) {
		this.context = c.getApplicationContext();
		this.from = from;
		this.to = to;
	}

	/** Whether this Android has the downloads in MediaStore. */
	static boolean has() {
		return Build.VERSION.SDK_INT >= Build.VERSION_CODES.Q;
	}

	/** Has a file or folder copied into the downloads, or a file to the document that was made for it. */
	static void keep(Context c, File from, Uri to) {
		new Thread(new Downloads(c, from, to), "downloads").start(); // where it goes to may answer late or never
	}

	@Override public void run() {
		int words;
		try {
			if (to != null) {
				write(from, to);
			} else {
				keep(from, FOLDER);
			}
			words = to != null ? R.string.kept : R.string.kept_downloads;
		} catch (IOException | RuntimeException e) {
			// MediaStore throws what it likes, also for a disk that is full.
			words = R.string.kept_not;
		}
		say(context, words);
	}

	static void say(final Context c, final int words) {
		new Handler(Looper.getMainLooper()).post(new Runnable() {
			@Override public void run() {
				Toast.makeText(c, words, Toast.LENGTH_LONG).show();
			}
		});
	}

	/** Copies all there is. MediaStore numbers what is there already. */
	private void keep(File f, String folder) throws IOException {
		if (f.isDirectory()) {
			File[] files = f.listFiles();
			for (File below : files == null ? new File[0] : files) {
				keep(below, folder + "/" + f.getName());
			}
			return;
		}
		ContentResolver store = context.getContentResolver();
		ContentValues v = new ContentValues();
		v.put(MediaStore.MediaColumns.DISPLAY_NAME, f.getName());
		v.put(MediaStore.MediaColumns.MIME_TYPE, Kind.of(f));
		v.put(MediaStore.MediaColumns.RELATIVE_PATH, folder);
		v.put(MediaStore.MediaColumns.IS_PENDING, 1); // nobody sees it before it is whole
		Uri made = store.insert(MediaStore.Downloads.EXTERNAL_CONTENT_URI, v);
		if (made == null) {
			throw new IOException("MediaStore takes no file");
		}
		try {
			write(f, made);
			v.clear();
			v.put(MediaStore.MediaColumns.IS_PENDING, 0);
			store.update(made, v, null, null);
		} catch (IOException | RuntimeException e) {
			store.delete(made, null, null);
			throw e;
		}
	}

	private void write(File f, Uri to) throws IOException {
		OutputStream out = context.getContentResolver().openOutputStream(to);
		if (out == null) {
			throw new FileNotFoundException();
		}
		try {
			InputStream in = new FileInputStream(f);
			try {
				byte[] some = new byte[256 << 10];
				for (int n = in.read(some); n >= 0; n = in.read(some)) {
					out.write(some, 0, n);
				}
			} finally {
				in.close();
			}
		} finally {
			out.close();
		}
	}
}
