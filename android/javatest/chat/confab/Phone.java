package chat.confab;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertNull;
import static org.robolectric.Shadows.shadowOf;

import android.app.Application;
import android.app.NotificationManager;
import android.app.Service;
import android.content.Context;
import android.content.Intent;
import android.net.wifi.WifiManager.MulticastLock;
import android.net.wifi.WifiManager.WifiLock;
import android.os.Looper;
import java.io.File;
import java.util.Set;
import org.junit.rules.ExternalResource;
import org.robolectric.Robolectric;
import org.robolectric.RuntimeEnvironment;
import org.robolectric.android.controller.ServiceController;
import org.robolectric.shadow.api.Shadow;
import org.robolectric.shadows.ShadowNotificationManager;
import org.robolectric.util.ReflectionHelpers;

/** The phone of a test: plays the part of Android that starts and ends the service. */
final class Phone extends ExternalResource {
	private static final long RESERVE = Outgoing.reserve;

	Application app;
	private ServiceController<ConnectionService> service;
	private int starts;

	@Override protected void before() {
		app = RuntimeEnvironment.getApplication();
		// Each test is a new process.
		ReflectionHelpers.setStaticField(ConnectionService.class, "wanted", null);
		ReflectionHelpers.setStaticField(ConnectionService.class, "running", null);
		ReflectionHelpers.setStaticField(Bridge.class, "multicast", null);
		ReflectionHelpers.setStaticField(CodeCamera.class, "worker", null);
		ReflectionHelpers.<Set<File>>getStaticField(Outgoing.class, "made").clear();
		Outgoing.reserve = RESERVE;
		Documents.opened.clear();
		Documents.all.clear();
		ShadowBridge.told.clear();
		ShadowBridge.found = Bridge.NOTHING;
		ShadowGio.loaded = false;
		ShadowStart.refused = false;
		Bridge.start(app);
	}

	@Override protected void after() {
		if (service != null) {
			service.destroy();
		}
	}

	/** Lets everything happen that is under way. Android ends an app that breaks a promise asserted here. */
	void settle() {
		shadowOf(Looper.getMainLooper()).idle();
		while (shadowOf(app).peekNextStartedService() != null) {
			deliver(shadowOf(app).getNextStartedService());
			shadowOf(Looper.getMainLooper()).idle();
		}
		assertNull("stopped from outside, perhaps before it has shown its notification", shadowOf(app).getNextStoppedService());
		if (service != null && shadow().isStoppedBySelf()) {
			service.destroy();
			service = null;
		}
	}

	private void deliver(Intent i) {
		if (service == null) {
			service = Robolectric.buildService(ConnectionService.class).create();
		}
		int before = shadow().promises;
		int restart = start(i);
		assertEquals("asks to be started again", Service.START_NOT_STICKY, restart);
		if (i.getAction() == null) {
			assertEquals("a foreground start is followed by startForeground", before + 1, shadow().promises);
		}
	}

	/** Starts the service with an intent, or with none as Android does again after a death. */
	int start(Intent i) {
		if (service == null) {
			service = Robolectric.buildService(ConnectionService.class).create();
		}
		return service.get().onStartCommand(i, 0, ++starts);
	}

	/** The service, null when there is none. */
	ConnectionService service() {
		return service == null ? null : service.get();
	}

	ShadowStart shadow() {
		return Shadow.extract(service.get());
	}

	boolean multicastHeld() {
		MulticastLock lock = ReflectionHelpers.getStaticField(Bridge.class, "multicast");
		return lock.isHeld();
	}

	boolean wifiHeld() {
		WifiLock lock = ReflectionHelpers.getField(service.get(), "wifi");
		return lock.isHeld();
	}

	ShadowNotificationManager notifications() {
		return shadowOf((NotificationManager) app.getSystemService(Context.NOTIFICATION_SERVICE));
	}
}
