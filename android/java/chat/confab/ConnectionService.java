package chat.confab;

import android.app.Notification;
import android.app.Service;
import android.content.Context;
import android.content.Intent;
import android.content.pm.ServiceInfo;
import android.net.wifi.WifiManager;
import android.os.Build;
import android.os.IBinder;

/**
 * Keeps the process, and so Go and its connections, while connected or listening.
 * It holds no connection itself. Go starts it, tells it what to show, and stops it.
 */
public final class ConnectionService extends Service {
	private static final String DISCONNECT = "chat.confab.DISCONNECT";
	private static final String TITLE = "title";
	private static final String TEXT = "text";
	private static final String BUTTON = "disconnect";
	private static final String DISCOVERING = "discovering";
	private static final String CONNECTED = "connected";
	private static final String LOCK = "confab";

	private WifiManager.MulticastLock multicast;
	private WifiManager.WifiLock wifi;
	/** Whether Go has started this service, and so is there. */
	private boolean shown;

	/** The intent that starts or updates the service. */
	static Intent show(Context c, String title, String text, String disconnect, boolean discovering, boolean connected) {
		return new Intent(c, ConnectionService.class)
			.putExtra(TITLE, title)
			.putExtra(TEXT, text)
			.putExtra(BUTTON, disconnect)
			.putExtra(DISCOVERING, discovering)
			.putExtra(CONNECTED, connected);
	}

	/** The intent of the button in the notification. */
	static Intent disconnect(Context c) {
		return new Intent(c, ConnectionService.class).setAction(DISCONNECT);
	}

	@Override public void onCreate() {
		super.onCreate();
		WifiManager m = (WifiManager) getApplicationContext().getSystemService(Context.WIFI_SERVICE);
		if (m == null) {
			return;
		}
		multicast = m.createMulticastLock(LOCK);
		multicast.setReferenceCounted(false);
		wifi = m.createWifiLock(WifiManager.WIFI_MODE_FULL_HIGH_PERF, LOCK);
		wifi.setReferenceCounted(false);
	}

	@Override public int onStartCommand(Intent i, int flags, int startId) {
		// Not sticky: a new process would have no connection to keep.
		if (i == null) {
			stopSelf();
		} else if (DISCONNECT.equals(i.getAction())) {
			// Go closes what is open and then stops this service. The button of a
			// process that is gone finds nothing to close.
			if (shown) {
				Bridge.disconnect();
			} else {
				stopSelf();
			}
		} else {
			show(i);
		}
		return START_NOT_STICKY;
	}

	private void show(Intent i) {
		Notification n = Notifications.connection(this, words(i, TITLE), words(i, TEXT), words(i, BUTTON));
		if (Build.VERSION.SDK_INT >= Build.VERSION_CODES.Q) {
			startForeground(Notifications.CONNECTION, n, ServiceInfo.FOREGROUND_SERVICE_TYPE_CONNECTED_DEVICE);
		} else {
			startForeground(Notifications.CONNECTION, n);
		}
		shown = true;
		if (multicast != null) {
			if (i.getBooleanExtra(DISCOVERING, false)) {
				multicast.acquire();
			} else if (multicast.isHeld()) {
				multicast.release();
			}
			if (i.getBooleanExtra(CONNECTED, false)) {
				wifi.acquire();
			} else if (wifi.isHeld()) {
				wifi.release();
			}
		}
	}

	private static String words(Intent i, String name) {
		String s = i.getStringExtra(name);
		return s == null ? "" : s;
	}

	@Override public void onDestroy() {
		if (multicast != null && multicast.isHeld()) {
			multicast.release();
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
