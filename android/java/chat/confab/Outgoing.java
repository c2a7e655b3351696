package chat.confab;

import android.content.Context;
import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;

/**
 * The copies of what other apps gave to be offered, each in a folder of its own below the
 * app's files, so that it keeps its name. See Intake for why there are copies at all.
 */
final class Outgoing {
	/** What stays free on the phone, in bytes: Android and the journal write too. Tests change it. */
	static long reserve = 64L << 20;
	/** How long a name is in bytes of UTF-8; a file system of Android takes 255. */
	static final int MOST_NAME = 200;
	/** How much of that the part behind the last dot may have, to be kept when a name is cut. */
	private static final int MOST_ENDING = 16;

	/** The end of the name of a folder with a copy that is not whole. */
	private static final String PART = ".part";
	/** How long what was not sent waits for another process, in milliseconds: a week. */
	static final long LONG = 7L * 24 * 60 * 60 * 1000;

	/** The folders that this process has made. Guarded by the class. */
	private static final Set<File> made = new HashSet<>();

	private Outgoing() {}

	private static File all(Context c) {
		return new File(c.getFilesDir(), "outgoing");
	}

	/** A file that is not there yet, in a new folder, with a name made safe. It is no copy before finish. */
	static synchronized File make(Context c, String name) throws IOException {
		File folder = new File(all(c), UUID.randomUUID() + PART);
		if (!folder.mkdirs()) {
			throw new IOException("making a folder");
		}
		made.add(folder);
		return new File(folder, safeName(name));
	}

	/** Has a copy be one, now that it is whole, and returns where it is. */
	static synchronized File finish(File copy) throws IOException {
		File part = copy.getParentFile();
		File folder = new File(part.getParentFile(), part.getName().substring(0, part.getName().length() - PART.length()));
		made.add(folder);
		if (!part.renameTo(folder)) {
			made.remove(folder);
			throw new IOException("renaming a folder");
		}
		made.remove(part);
		return new File(folder, copy.getName());
	}

	/** Removes a copy and its folder. */
	static synchronized void remove(File copy) {
		File folder = copy.getParentFile();
		made.remove(folder);
		removeAll(folder);
	}

	/**
	 * Removes the copies that earlier processes made and that nobody asks for again, and
	 * returns those that wait: they are whole, not offered (offered has paths, with line feeds
	 * between) and not old, as Android ended the process before the person sent them.
	 */
	static synchronized List<File> sweep(Context c, String offered) {
		Set<String> kept = new HashSet<>(Arrays.asList(offered.split("\n")));
		List<File> waiting = new ArrayList<>();
		File[] folders = all(c).listFiles();
		for (File folder : folders == null ? new File[0] : folders) {
			File[] files = folder.listFiles();
			if (made.contains(folder) || holds(files, kept)) {
				continue;
			}
			boolean old = System.currentTimeMillis() - folder.lastModified() > LONG;
			if (files == null || files.length != 1 || old || folder.getName().endsWith(PART)) {
				removeAll(folder);
			} else {
				waiting.add(files[0]);
			}
		}
		return waiting;
	}

	private static boolean holds(File[] files, Set<String> paths) {
		for (File f : files == null ? new File[0] : files) {
			if (paths.contains(f.getPath())) {
				return true;
			}
		}
		return false;
	}

	private static void removeAll(File folder) {
		File[] files = folder.listFiles();
		for (File f : files == null ? new File[0] : files) {
			f.delete();
		}
		folder.delete();
	}

	/** The paths as Go reads them. No name has a line feed: see safeName. */
	static String join(List<File> copies) {
		StringBuilder out = new StringBuilder();
		for (File f : copies) {
			out.append(out.length() > 0 ? "\n" : "").append(f.getPath());
		}
		return out.toString();
	}

	/**
	 * A name that another app gave as that of one file: without a path, controls and halves of
	 * characters, and not too long; what is behind its last dot stays. The receiver makes it
	 * safe once more, for its own system.
	 */
	static String safeName(String name) {
		StringBuilder out = new StringBuilder();
		for (int i = 0; i < name.length() && out.length() <= 4 * MOST_NAME; ) {
			int c = name.codePointAt(i);
			i += Character.charCount(c);
			boolean half = c >= Character.MIN_SURROGATE && c <= Character.MAX_SURROGATE;
			out.appendCodePoint(c == '/' || c == '\\' || half || Character.isISOControl(c) ? '_' : c);
		}
		String safe = shorten(out.toString().trim());
		return safe.isEmpty() || safe.equals(".") || safe.equals("..") ? "file" : safe;
	}

	private static String shorten(String name) {
		if (bytes(name) <= MOST_NAME) {
			return name;
		}
		int dot = name.lastIndexOf('.');
		String ending = dot > 0 && bytes(name.substring(dot)) <= MOST_ENDING ? name.substring(dot) : "";
		String stem = name.substring(0, name.length() - ending.length());
		while (bytes(stem) + bytes(ending) > MOST_NAME) {
			stem = stem.substring(0, stem.offsetByCodePoints(stem.length(), -1));
		}
		return stem.trim() + ending;
	}

	private static int bytes(String s) {
		return s.getBytes(StandardCharsets.UTF_8).length;
	}
}
