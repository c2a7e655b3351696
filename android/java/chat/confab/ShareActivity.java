package chat.confab;

import android.content.ClipData;
import android.content.Intent;
import android.net.Uri;
import android.os.Bundle;
import java.io.File;
import java.util.ArrayList;
import java.util.List;
import org.gioui.GioActivity;

/**
 * Takes what other apps share, text and files, and opens the window. Any app can send it
 * anything. Nothing is sent on by that: Go asks the person.
 */
public final class ShareActivity extends IntakeActivity {
	/** More than fits into one message, whose bytes are at least as many as its characters. */
	static final int MAX_TEXT = 32 << 10;

	@Override protected void onCreate(Bundle state) {
		super.onCreate(state);
		Intent i = getIntent();
		boolean one = Intent.ACTION_SEND.equals(i.getAction());
		if (!one && !Intent.ACTION_SEND_MULTIPLE.equals(i.getAction())) {
			openWindow();
			finish();
			return;
		}
		String text = sharedText(i);
		if (!text.isEmpty() && state == null) { // else Go knows it already
			Bridge.shared(text);
		}
		List<Uri> streams = streams(i, one);
		if (streams.isEmpty()) {
			openWindow();
		}
		take(streams);
	}

	@Override void give(List<File> copies) {
		Bridge.sharedFiles(Outgoing.join(copies));
		openWindow();
	}

	private void openWindow() {
		startActivity(new Intent(this, GioActivity.class).addFlags(Intent.FLAG_ACTIVITY_NEW_TASK));
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

	/** What is to be read. The extras say it; apps that leave them out have it in the clip data. */
	private static List<Uri> streams(Intent i, boolean one) {
		List<Uri> all = new ArrayList<>();
		try {
			if (one) {
				add(all, i.getParcelableExtra(Intent.EXTRA_STREAM));
			} else {
				List<?> list = i.getParcelableArrayListExtra(Intent.EXTRA_STREAM);
				for (Object o : list == null ? new ArrayList<Object>() : list) {
					add(all, o);
				}
			}
		} catch (RuntimeException e) {
			// As in sharedText.
		}
		ClipData clip = all.isEmpty() ? i.getClipData() : null;
		for (int k = 0; clip != null && k < clip.getItemCount(); k++) {
			add(all, clip.getItemAt(k).getUri());
		}
		return all;
	}

	private static void add(List<Uri> all, Object o) {
		if (o instanceof Uri) {
			all.add((Uri) o);
		}
	}
}
