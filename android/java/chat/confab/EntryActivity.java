package chat.confab;

import android.app.Activity;
import android.content.Intent;
import android.net.Uri;
import android.os.Bundle;
import org.gioui.Gio;
import org.gioui.GioActivity;

/** Takes confab:// links that other apps hand over, and opens the window. Any app can send it anything. */
public final class EntryActivity extends Activity {
	/** More than any link has that can be followed: a longer one is dropped, as half of one is none. */
	static final int MAX_LINK = 1 << 10;

	@Override protected void onCreate(Bundle state) {
		super.onCreate(state);
		Gio.init(getApplicationContext());
		take(getIntent());
		startActivity(new Intent(this, GioActivity.class).addFlags(Intent.FLAG_ACTIVITY_NEW_TASK));
		// An activity that is never shown must be gone before it would be.
		finish();
	}

	private static void take(Intent i) {
		if (!Intent.ACTION_VIEW.equals(i.getAction())) {
			return;
		}
		Uri uri = i.getData();
		// Those that name the activity are not held to its filter.
		if (uri != null && "confab".equalsIgnoreCase(uri.getScheme()) && uri.toString().length() <= MAX_LINK) {
			Bridge.link(uri.toString());
		}
	}
}
