package chat.confab;

import android.app.Notification;
import android.app.Service;
import android.content.Context;
import android.content.Intent;
import android.content.pm.ServiceInfo;
import android.net.wifi.WifiManager;
import android.os.Build;
import android.os.Handler;
import android.os.IBinder;
import android.os.Looper;

/**
 * Keeps the process, and so Go and its connections, while connected or listening.
 * It holds no connection itself. Go starts it, tells it what to show, and stops it.
 *
 * Android ends the app when a service that was started as a foreground service is
 * stopped before it has shown its notification, and from 12 on it refuses another
 * start once the app is not in front. So only the first begin starts it; what comes
 * later is told to the one that runs, which also ends itself.
 */
public final class ConnectionService extends Service {
	private static final String DISCONNECT = "chat.confab.DISCONNECT";
	private static final String TITLE = "title";
	private static final String TEXT = "text";
	private static final String BUTTON = "disconnect";
	private static final String CONNECTED = "connected";
	private static final String LOCK = "confab";

	private static final Handler main = new Handler(Looper.getMainLooper());
	/** What Go wants shown and held, null for nothing. Guarded by the class. */
	private static Intent wanted;
	/** The service once it was started, until it is stopped. Guarded by the class. */
	private static ConnectionService running;

	private WifiManager.WifiLock wifi;
	/** The newest start that has arrived: one under way must not be stopped. */
	private int newest;

	/** Starts or updates the service. Any thread; throws where Android refuses. */
	static synchronized void begin(Context c, String title, String text, String disconnect, boolean connected) {
		Intent i = new Intent(c, ConnectionService.class)
			.putExtra(TITLE, title)
			.putExtra(TEXT, text)
			.putExtra(BUTTON, disconnect)
			.putExtra(CONNECTED, connected);
		if (running != null) {
			wanted = i;
			followSoon();
			return;
		}
		if (Build.VERSION.SDK_INT >= Build.VERSION_CODES.O) {
			c.startForegroundService(i);
		} else {
			c.startService(i);
		}
		wanted = i;
	}

	/** Ends the service, its locks and its notification. Any thread. */
	static synchronized void end() {
		wanted = null;
		followSoon();
	}

	/** The intent of the button in the notification. */
	static Intent disconnect(Context c) {
		return new Intent(c, ConnectionService.class).setAction(DISCONNECT);
	}

	private static void followSoon() {
		main.post(new Runnable() {
			@Override public void run() {
				follow();
			}
		});
	}

	/** Makes the service that runs do what is wanted. One that has yet to show looks when it does. */
	private static synchronized void follow() {
		if (running == null) {
			return;
		}
		if (wanted == null) {
			running.stop();
		} else {
			Notifications.update(running, running.notification(wanted));
			running.hold(wanted);
		}
	}

	@Override public void onCreate() {
		super.onCreate();
		WifiManager m = (WifiManager) getApplicationContext().getSystemService(Context.WIFI_SERVICE);
		if (m == null) {
			return;
		}
		wifi = m.createWifiLock(WifiManager.WIFI_MODE_FULL_HIGH_PERF, LOCK);
		wifi.setReferenceCounted(false);
	}

	@Override public int onStartCommand(Intent i, int flags, int startId) {
		newest = startId;
		// Not sticky: a new process would have no connection to keep.
		if (i == null) {
			stopSelf(startId);
		} else if (DISCONNECT.equals(i.getAction())) {
			// Go closes what is open and then stops this service. The button of a
			// process that is gone finds nothing to close.
			if (runs()) {
				Bridge.disconnect();
			} else {
				stopSelf(startId);
			}
		} else {
			started(i);
		}
		return START_NOT_STICKY;
	}

	/** Whether Go has started this service, and so is there. */
	private boolean runs() {
		synchronized (ConnectionService.class) {
			return running == this;
		}
	}

	/** Shows what the start promised, even when Go has changed its mind or is gone. */
	private void started(Intent i) {
		synchronized (ConnectionService.class) {
			running = this;
			if (!show(wanted == null ? i : wanted)) {
				wanted = null;
			}
			if (wanted == null) {
				stop();
			} else {
				hold(wanted);
			}
		}
	}

	/** Stops the service unless another start is under way, which decides again. */
	private void stop() {
		if (stopSelfResult(newest)) {
			running = null;
		}
	}

	private boolean show(Intent i) {
		try {
			if (Build.VERSION.SDK_INT >= Build.VERSION_CODES.Q) {
				startForeground(Notifications.CONNECTION, notification(i), ServiceInfo.FOREGROUND_SERVICE_TYPE_CONNECTED_DEVICE);
			} else {
				startForeground(Notifications.CONNECTION, notification(i));
			}
		} catch (IllegalStateException e) {
			// From 12 on: the app left the screen before the start came here. The
			// talk goes on for as long as Android lets it.
			return false;
		}
		return true;
	}

	private Notification notification(Intent i) {
		return Notifications.connection(this, words(i, TITLE), words(i, TEXT), words(i, BUTTON));
	}

	private void hold(Intent i) {
		if (wifi == null) {
			return;
		}
		if (i.getBooleanExtra(CONNECTED, false)) {
			wifi.acquire();
		} else if (wifi.isHeld()) {
			wifi.release();
		}
	}

	private static String words(Intent i, String name) {
		String s = i.getStringExtra(name);
		return s == null ? "" : s;
	}

	@Override public void onDestroy() {
		synchronized (ConnectionService.class) {
			running = null;
		}
		if (wifi != null && wifi.isHeld()) {
			wifi.release();
		}
		super.onDestroy();
	}

	@Override public IBinder onBind(Intent i) {
		return null;
	}
}
