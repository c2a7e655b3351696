package chat.confab;

import android.content.Context;
import org.gioui.Gio;
import org.robolectric.annotation.Implementation;
import org.robolectric.annotation.Implements;

/** Stands for Gio.init, which would load the Go program. */
@Implements(Gio.class)
public final class ShadowGio {
	static boolean loaded;

	@Implementation protected static void init(Context c) {
		loaded = true;
	}
}
