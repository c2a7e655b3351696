package chat.confab;

import android.app.Activity;
import android.content.Intent;
import android.os.Bundle;
import org.gioui.Gio;
import org.gioui.GioActivity;

/** Takes what other apps hand over, shared text and confab:// links, and opens the window. */
public final class EntryActivity extends Activity {
	@Override protected void onCreate(Bundle state) {
		super.onCreate(state);
		Gio.init(getApplicationContext());
		take(getIntent());
		startActivity(new Intent(this, GioActivity.class).addFlags(Intent.FLAG_ACTIVITY_NEW_TASK));
		// An activity that is never shown must be gone before it would be.
		finish();
	}

	private static void take(Intent i) {
		if (Intent.ACTION_SEND.equals(i.getAction())) {
			CharSequence text = i.getCharSequenceExtra(Intent.EXTRA_TEXT);
			if (text != null && text.length() > 0) {
				Bridge.shared(text.toString());
			}
		} else if (Intent.ACTION_VIEW.equals(i.getAction()) && i.getData() != null) {
			Bridge.link(i.getData().toString());
		}
	}
}
