package chat.confab;

import static org.robolectric.Shadows.shadowOf;

import android.app.Notification;
import android.app.Service;
import org.robolectric.RuntimeEnvironment;
import org.robolectric.annotation.Implementation;
import org.robolectric.annotation.Implements;
import org.robolectric.shadows.ShadowService;

/** Adds to Robolectric's service what Android decides: which stops hold, and which starts are refused. */
@Implements(Service.class)
public final class ShadowStart extends ShadowService {
	/** Whether Android finds that the app is not in front. */
	static boolean refused;

	/** How often startForeground was called. */
	int promises;

	@Implementation @Override protected boolean stopSelfResult(int id) {
		// A stop for a start that is not the newest stops nothing.
		return shadowOf(RuntimeEnvironment.getApplication()).peekNextStartedService() == null && super.stopSelfResult(id);
	}

	/** Robolectric comes here from the call with a type, too. */
	@Implementation @Override protected void startForeground(int id, Notification n) {
		promises++;
		if (refused) {
			throw new IllegalStateException("Service.startForeground() not allowed");
		}
		super.startForeground(id, n);
	}
}
