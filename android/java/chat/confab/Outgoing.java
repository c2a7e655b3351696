package chat.confab;

import android.content.Context;
import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
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

	/** The folders that this process has made. Guarded by the class. */
	private static final Set<File> made = new HashSet<>();

	private Outgoing() {}

	private static File all(Context c) {
		return new File(c.getFilesDir(), "outgoing");
	}

	/** A file that is not there yet, in a new folder, with a name made safe. */
	static synchronized File make(Context c, String name) throws IOException {
		File folder = new File(all(c), UUID.randomUUID().toString());
		if (!folder.mkdirs()) {
			throw new IOException("making a folder");
		}
		made.add(folder);
		return new File(folder, safeName(name));
	}

	/** Removes a copy and its folder. */
	static synchronized void remove(File copy) {
		File folder = copy.getParentFile();
		made.remove(folder);
		removeAll(folder);
	}

	/**
	 * Removes all copies but those that are offered, whose paths have line feeds between, and
	 * those that this process has made: what was copied by one that Android ended, before it
	 * was offered, nobody asks for again.
	 */
	static synchronized void keep(Context c, String offered) {
		Set<String> kept = new HashSet<>(Arrays.asList(offered.split("\n")));
		File[] folders = all(c).listFiles();
		for (File folder : folders == null ? new File[0] : folders) {
			String[] names = folder.list();
			boolean keep = made.contains(folder);
			for (String name : names == null ? new String[0] : names) {
				keep |= kept.contains(new File(folder, name).getPath());
			}
			if (!keep) {
				removeAll(folder);
			}
		}
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
