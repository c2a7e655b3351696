package chat.confab;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.robolectric.annotation.Implementation;
import org.robolectric.annotation.Implements;

/** Stands for the Go side of Bridge: keeps what it is told. */
@Implements(Bridge.class)
public final class ShadowBridge {
	static final List<String> told = Collections.synchronizedList(new ArrayList<>());

	@Implementation protected static void networkChanged() {
		tell("network changed");
	}

	@Implementation protected static void appearanceChanged() {
		tell("appearance changed");
	}

	@Implementation protected static void disconnect() {
		tell("disconnect");
	}

	@Implementation protected static void shared(String text) {
		load("shared " + text);
	}

	@Implementation protected static void picked(String paths) {
		load("picked " + paths);
	}

	@Implementation protected static void sharedFiles(String paths) {
		load("files " + paths);
	}

	@Implementation protected static void link(String uri) {
		load("link " + uri);
	}

	@Implementation protected static void openTalk(String talk) {
		load("open " + talk);
	}

	/** What there is in every picture. */
	static int found;

	@Implementation protected static int read(ByteBuffer luminance, int width, int height, int stride, boolean only) {
		boolean whole = luminance.isDirect() && luminance.capacity() >= stride * (height - 1) + width;
		load((whole ? "read " : "read less than ") + width + "x" + height + (only ? " only" : ""));
		return found;
	}

	/** What may be the first that a new process does: the library must be loaded by then. */
	private static void load(String s) {
		if (!ShadowGio.loaded) {
			throw new UnsatisfiedLinkError(s);
		}
		tell(s);
	}

	private static void tell(String s) {
		told.add(s);
	}
}
