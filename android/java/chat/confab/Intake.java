package chat.confab;

import android.content.ContentResolver;
import android.content.Context;
import android.database.Cursor;
import android.net.Uri;
import android.os.Handler;
import android.os.Looper;
import android.os.SystemClock;
import android.provider.OpenableColumns;
import android.webkit.MimeTypeMap;
import java.io.File;
import java.io.FileNotFoundException;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;

/**
 * Copies what the person chose, or another app shares, into the app's own files.
 *
 * An offer is fetched later, often after Android has ended this process, in parts, and again
 * when a connection broke: there must be a file that is there then and can be read at any
 * place. A content URI is no such thing. A right to read that came with an intent ends with
 * the activity that got it; one of a picker can be kept, for a few hundred documents, but
 * what it names may be a pipe that some app fills, moved, or out of the cloud only. A
 * descriptor that is held open ends with the process, and cannot be opened by a path without
 * the right to the file behind it. So it is copied at once, while the activity still lives.
 *
 * What another app says of its stream, its size and its name, need not be true: the copy ends
 * where the phone would get too full, and the name is made safe. Only content URIs are
 * opened: a file URI would be read with this app's rights, which reach its own key. Nor are
 * those of this app, for the same reason.
 *
 * Another app may answer late or never. Nothing ends that wait from here, so each Intake has
 * a thread of its own: what is cancelled holds up nothing that comes after.
 */
final class Intake implements Runnable {
	/** How many are taken at once. Each becomes a message. */
	static final int MOST = 100;
	private static final int BUFFER = 256 << 10;
	/** After how many bytes it is looked again at how full the phone is. */
	private static final long LOOK = 16L << 20;
	/** How often progress is told, in milliseconds. */
	private static final long OFTEN = 200;

	/** Why something was not taken. */
	enum Trouble { UNREADABLE, FULL }

	/** Is told on the main thread. */
	interface Watcher {
		/** Of so many the one with that number, from 1, is being copied; size is 0 if it is not known. */
		void copying(int number, int of, String name, long done, long size);

		/** All was tried. Nothing comes after this. */
		void copied(List<File> copies, List<String> failed, Trouble why);
	}

	private final Context context;
	private final List<Uri> from;
	private final Watcher watcher;
	private final Handler main = new Handler(Looper.getMainLooper());

	private final List<File> copies = new ArrayList<>(); // guarded by this
	private final List<String> failed = new ArrayList<>();
	private Trouble why;
	private long told; // when progress was told, in uptime

	private boolean cancelled;  // guarded by this
	private InputStream open; // what is being read; guarded by this

	Intake(Context context, List<Uri> from, Watcher watcher) {
		this.context = context.getApplicationContext();
		this.from = from;
		this.watcher = watcher;
	}

	/** Begins. */
	void start() {
		new Thread(this, "intake").start();
	}

	/** Ends it, also while another app leaves it waiting, and removes what was copied. The watcher is told nothing more. */
	void cancel() {
		final InputStream in;
		final List<File> had;
		synchronized (this) {
			cancelled = true;
			in = open;
			had = new ArrayList<>(copies);
			copies.clear();
		}
		new Thread() {
			@Override public void run() {
				for (File f : had) {
					Outgoing.remove(f);
				}
				if (in != null) {
					close(in);
				}
			}
		}.start();
	}

	private synchronized boolean isCancelled() {
		return cancelled;
	}

	/** Keeps a copy that is whole, or removes it if that is not wanted any more. */
	private void keep(File copy) throws IOException {
		File whole = Outgoing.finish(copy);
		synchronized (this) {
			if (!cancelled) {
				copies.add(whole);
				return;
			}
		}
		Outgoing.remove(whole);
	}

	@Override public void run() {
		for (int i = 0; i < from.size() && !isCancelled(); i++) {
			take(from.get(i), i + 1);
		}
		main.post(new Runnable() {
			@Override public void run() {
				if (!isCancelled()) { // which happens on this thread alone
					watcher.copied(copies, failed, why);
				}
			}
		});
	}

	private void take(Uri uri, int number) {
		String name = "";
		File copy = null;
		try {
			if (!isForeign(uri)) {
				throw new FileNotFoundException("not another app's content");
			}
			Described d = describe(context.getContentResolver(), uri);
			name = d.name;
			tell(number, name, 0, d.size, true);
			copy = Outgoing.make(context, name);
			if (room(copy) < d.size) {
				throw new FullException();
			}
			copy(uri, copy, number, d);
			keep(copy);
		} catch (IOException | RuntimeException e) {
			// Another app may throw anything here.
			if (copy != null) {
				Outgoing.remove(copy);
			}
			failed.add(name.isEmpty() ? String.valueOf(uri.getLastPathSegment()) : name);
			if (why != Trouble.FULL) {
				why = e instanceof FullException ? Trouble.FULL : Trouble.UNREADABLE;
			}
		}
	}

	/** Whether it is content of another app. The authority may have the number of a user before it. */
	private boolean isForeign(Uri uri) {
		String authority = uri.getAuthority();
		if (!ContentResolver.SCHEME_CONTENT.equals(uri.getScheme()) || authority == null) {
			return false;
		}
		String name = authority.substring(authority.lastIndexOf('@') + 1);
		String own = context.getPackageName();
		return !name.equals(own) && !name.startsWith(own + ".");
	}

	private void copy(Uri uri, File to, int number, Described d) throws IOException {
		InputStream in = context.getContentResolver().openInputStream(uri);
		if (in == null) {
			throw new FileNotFoundException();
		}
		try {
			synchronized (this) {
				open = in;
			}
			FileOutputStream out = new FileOutputStream(to);
			try {
				copy(in, out, to, number, d);
				out.getFD().sync(); // it is offered also after a loss of power
			} finally {
				out.close();
			}
		} finally {
			synchronized (this) {
				open = null;
			}
			close(in);
		}
	}

	private void copy(InputStream in, FileOutputStream out, File to, int number, Described d) throws IOException {
		byte[] some = new byte[BUFFER];
		long done = 0;
		long look = 0;
		for (int n = read(in, some); n >= 0; n = read(in, some)) {
			if (done >= look) {
				if (room(to) < LOOK) {
					throw new FullException();
				}
				look = done + LOOK;
			}
			out.write(some, 0, n);
			done += n;
			tell(number, d.name, done, d.size, false);
		}
	}

	private int read(InputStream in, byte[] to) throws IOException {
		if (isCancelled()) {
			throw new IOException("cancelled");
		}
		return in.read(to);
	}

	/** How many bytes may be written there. */
	private static long room(File to) {
		return to.getParentFile().getUsableSpace() - Outgoing.reserve;
	}

	private void tell(final int number, final String name, final long done, final long size, boolean now) {
		long time = SystemClock.uptimeMillis();
		if (!now && time - told < OFTEN) {
			return;
		}
		told = time;
		main.post(new Runnable() {
			@Override public void run() {
				if (!isCancelled()) {
					watcher.copying(number, from.size(), name, done, size);
				}
			}
		});
	}

	private static void close(InputStream in) {
		try {
			in.close();
		} catch (IOException | RuntimeException e) {
			// It was read, or is not wanted any more.
		}
	}

	/** What an app says of its content. */
	private static final class Described {
		String name = "";
		long size; // in bytes, 0 where it is not known
	}

	private static Described describe(ContentResolver from, Uri uri) {
		Described d = new Described();
		Cursor c = null;
		try {
			c = from.query(uri, new String[] {OpenableColumns.DISPLAY_NAME, OpenableColumns.SIZE}, null, null, null);
			if (c != null && c.moveToFirst()) {
				int name = c.getColumnIndex(OpenableColumns.DISPLAY_NAME);
				int size = c.getColumnIndex(OpenableColumns.SIZE);
				d.name = name < 0 || c.isNull(name) ? "" : c.getString(name);
				d.size = size < 0 || c.isNull(size) ? 0 : Math.max(c.getLong(size), 0);
			}
		} catch (RuntimeException e) {
			// It may be read all the same.
		} finally {
			if (c != null) {
				c.close();
			}
		}
		if (d.name.trim().isEmpty()) {
			d.name = unnamed(from, uri);
		}
		return d;
	}

	/** A name for what has none, by its kind. */
	private static String unnamed(ContentResolver from, Uri uri) {
		try {
			String ending = MimeTypeMap.getSingleton().getExtensionFromMimeType(from.getType(uri));
			return ending == null ? "file" : "file." + ending;
		} catch (RuntimeException e) {
			return "file";
		}
	}

	/** There is no room for it. */
	private static final class FullException extends IOException {}
}
