package chat.confab;

import android.content.ActivityNotFoundException;
import android.content.ClipData;
import android.content.Intent;
import android.net.Uri;
import android.os.Bundle;
import java.io.File;
import java.util.ArrayList;
import java.util.List;

/**
 * Asks the person for files, one or many, by Android's own page. That needs no permission:
 * what is chosen there may be read.
 */
public final class FilesActivity extends IntakeActivity {
	private static final int CHOICE = 1;
	private static final String ASKING = "asking";

	/** The page is shown, and its answer comes, in another process too if need be. */
	private boolean asking;

	@Override protected void onCreate(Bundle state) {
		super.onCreate(state);
		asking = state != null && state.getBoolean(ASKING);
		if (asking) {
			return;
		}
		if (state != null) {
			finish(); // copies that were being made ended with the process
			return;
		}
		Intent i = new Intent(Intent.ACTION_OPEN_DOCUMENT).setType("*/*")
			.addCategory(Intent.CATEGORY_OPENABLE).putExtra(Intent.EXTRA_ALLOW_MULTIPLE, true);
		try {
			asking = true;
			startActivityForResult(i, CHOICE);
		} catch (ActivityNotFoundException | SecurityException e) {
			asking = false;
			showWords(getString(R.string.files_no_app), R.string.files_close);
		}
	}

	@Override protected void onSaveInstanceState(Bundle out) {
		super.onSaveInstanceState(out);
		out.putBoolean(ASKING, asking);
	}

	@Override protected void onActivityResult(int request, int result, Intent data) {
		asking = false;
		take(result == RESULT_OK && data != null ? chosen(data) : new ArrayList<Uri>());
	}

	/** Of several the clip data tells, of one the intent itself. */
	private static List<Uri> chosen(Intent i) {
		List<Uri> all = new ArrayList<>();
		ClipData clip = i.getClipData();
		for (int k = 0; clip != null && k < clip.getItemCount(); k++) {
			if (clip.getItemAt(k).getUri() != null) {
				all.add(clip.getItemAt(k).getUri());
			}
		}
		if (all.isEmpty() && i.getData() != null) {
			all.add(i.getData());
		}
		return all;
	}

	@Override void give(List<File> copies) {
		Bridge.picked(Outgoing.join(copies));
	}
}
