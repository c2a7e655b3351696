package chat.confab;

import android.app.Activity;
import android.content.Intent;
import android.net.Uri;
import android.os.Bundle;
import org.gioui.Gio;
import org.gioui.GioActivity;

/**
 * Takes what other apps hand over, shared text and confab:// links, and opens the
 * window. Any app can send it anything.
 */
public final class EntryActivity extends Activity {
	/** More than fits into one message, whose bytes are at least as many as its characters. */
	static final int MAX_TEXT = 32 << 10;
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
		if (Intent.ACTION_SEND.equals(i.getAction())) {
			String text = sharedText(i);
			if (!text.isEmpty()) {
				Bridge.shared(text);
			}
		} else if (Intent.ACTION_VIEW.equals(i.getAction())) {
			Uri uri = i.getData();
			// Those that name the activity are not held to its filter.
			if (uri != null && "confab".equalsIgnoreCase(uri.getScheme()) && uri.toString().length() <= MAX_LINK) {
				Bridge.link(uri.toString());
			}
		}
	}

	private static String sharedText(Intent i) {
		CharSequence text;
		try {
			text = i.getCharSequenceExtra(Intent.EXTRA_TEXT);
		} catch (RuntimeException e) {
			// An object of a class that is not here, which Android before 13 makes
			// for every extra when one is asked for.
			return "";
		}
		if (text == null) {
			return "";
		}
		int n = Math.min(text.length(), MAX_TEXT);
		if (n < text.length() && Character.isHighSurrogate(text.charAt(n - 1))) {
			n--;
		}
		return text.subSequence(0, n).toString();
	}
}
