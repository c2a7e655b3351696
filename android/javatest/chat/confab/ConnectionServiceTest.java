package chat.confab;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertFalse;
import static org.junit.Assert.assertNotEquals;
import static org.junit.Assert.assertNotNull;
import static org.junit.Assert.assertNull;
import static org.junit.Assert.assertTrue;
import static org.robolectric.Shadows.shadowOf;

import android.app.Notification;
import android.app.NotificationChannel;
import android.app.NotificationManager;
import android.app.PendingIntent;
import android.content.ComponentName;
import android.content.Intent;
import android.content.pm.PackageManager;
import android.content.pm.ServiceInfo;
import android.net.wifi.WifiManager;
import android.os.Build;
import android.os.Looper;
import java.util.Arrays;
import java.util.List;
import org.gioui.GioActivity;
import org.junit.Rule;
import org.junit.Test;
import org.junit.runner.RunWith;
import org.robolectric.RobolectricTestRunner;
import org.robolectric.annotation.Config;
import org.robolectric.util.ReflectionHelpers;

@RunWith(RobolectricTestRunner.class)
public final class ConnectionServiceTest {
	@Rule public final Phone phone = new Phone();

	private void connected() {
		Bridge.foreground("Confab", "Connected to 张伟", "Disconnect", true);
		phone.settle();
	}

	private Notification shown() {
		return phone.shadow().getLastForegroundNotification();
	}

	@Test public void aConnectionMakesItAForegroundServiceOfTheDeclaredType() throws Exception {
		connected();
		assertEquals(Notifications.CONNECTION, phone.shadow().getLastForegroundNotificationId());
		ServiceInfo declared = phone.app.getPackageManager()
			.getServiceInfo(new ComponentName(phone.app, ConnectionService.class), 0);
		assertFalse("anybody may start it", declared.exported);
		if (Build.VERSION.SDK_INT >= Build.VERSION_CODES.Q) {
			assertEquals(ServiceInfo.FOREGROUND_SERVICE_TYPE_CONNECTED_DEVICE, phone.service().getForegroundServiceType());
			assertEquals(ServiceInfo.FOREGROUND_SERVICE_TYPE_CONNECTED_DEVICE, declared.getForegroundServiceType());
		}
		String[] permissions = phone.app.getPackageManager()
			.getPackageInfo(phone.app.getPackageName(), PackageManager.GET_PERMISSIONS).requestedPermissions;
		// Without the last, or one like it, Android 14 refuses a service of this type.
		for (String p : new String[] {"FOREGROUND_SERVICE", "FOREGROUND_SERVICE_CONNECTED_DEVICE", "CHANGE_WIFI_MULTICAST_STATE"}) {
			assertTrue(p, Arrays.asList(permissions).contains("android.permission." + p));
		}
	}

	@Test public void itsNotificationSaysWhatGoSaidAndStays() {
		connected();
		Notification n = shown();
		assertEquals("Confab", n.extras.getCharSequence(Notification.EXTRA_TITLE).toString());
		assertEquals("Connected to 张伟", n.extras.getCharSequence(Notification.EXTRA_TEXT).toString());
		assertTrue("it can be swiped away", (n.flags & Notification.FLAG_ONGOING_EVENT) != 0);
		assertEquals(Notification.CATEGORY_SERVICE, n.category);
		assertEquals(Notification.VISIBILITY_PRIVATE, n.visibility);
		assertEquals(R.drawable.ic_notification, n.getSmallIcon().getResId());
		assertEquals(GioActivity.class.getName(), shadowOf(n.contentIntent).getSavedIntent().getComponent().getClassName());
		assertImmutable(n.contentIntent);
	}

	@Test @Config(sdk = {29, 33, 34}) public void itsChannelIsQuiet() {
		connected();
		assertEquals("connection", shown().getChannelId());
		NotificationChannel c = phone.app.getSystemService(NotificationManager.class).getNotificationChannel("connection");
		assertEquals(NotificationManager.IMPORTANCE_LOW, c.getImportance());
		assertEquals("Connection", c.getName().toString());
		assertFalse(c.canShowBadge());
	}

	@Test public void theDisconnectButtonAsksGoAndLeavesTheServiceToIt() throws Exception {
		connected();
		Notification.Action button = shown().actions[0];
		assertEquals("Disconnect", button.title.toString());
		assertImmutable(button.actionIntent);
		assertTrue(shadowOf(button.actionIntent).isServiceIntent());
		ConnectionService before = phone.service();
		button.actionIntent.send();
		phone.settle();
		assertEquals(List.of("disconnect"), ShadowBridge.told);
		assertEquals("it ended before Go had closed", before, phone.service());
		Bridge.background();
		phone.settle();
		assertNull(phone.service());
	}

	@Test public void aButtonWithoutWordsIsNotShown() {
		Bridge.foreground("Confab", "…", "", true);
		phone.settle();
		assertNull(shown().actions);
	}

	@Test public void theButtonOfAProcessThatIsGoneEndsTheService() {
		phone.start(ConnectionService.disconnect(phone.app));
		phone.settle();
		assertNull("a service without Go stays", phone.service());
		assertEquals("Go is called before it is loaded", List.of(), ShadowBridge.told);
	}

	@Test public void startedAgainByAndroidWithoutAnIntentItEnds() {
		phone.start(null);
		assertNull("something is shown", shown());
		phone.settle();
		assertNull(phone.service());
	}

	@Test public void aStartThatFindsItsProcessGoneShowsAndEnds() {
		Intent i = new Intent(phone.app, ConnectionService.class).putExtra("title", "Confab");
		phone.start(i);
		assertEquals(1, phone.shadow().promises);
		phone.settle();
		assertNull(phone.service());
	}

	@Test public void wifiIsHeldWhileConnected() {
		Bridge.foreground("Confab", "a", "b", true);
		phone.settle();
		assertTrue(phone.wifiHeld());
		Bridge.foreground("Confab", "a", "b", false);
		phone.settle();
		assertFalse(phone.wifiHeld());
	}

	@Test public void theLockIsGivenBackWhenItEnds() {
		Bridge.foreground("Confab", "a", "b", true);
		phone.settle();
		ConnectionService s = phone.service();
		Bridge.background();
		shadowOf(Looper.getMainLooper()).idle();
		assertTrue("it was not stopped", phone.shadow().isStoppedBySelf());
		WifiManager.WifiLock wifi = ReflectionHelpers.getField(s, "wifi");
		phone.settle();
		assertFalse("Wi-Fi", wifi.isHeld());
	}

	@Test public void anUpdateNeedsNoSecondStart() {
		connected();
		// From Android 12 on a start is refused once the app is not in front.
		Bridge.foreground("Confab", "Connected to nobody", "Disconnect", true);
		assertNull("started again", shadowOf(phone.app).peekNextStartedService());
		phone.settle();
		assertEquals(1, phone.shadow().promises);
		Notification n = phone.notifications().getNotification(Notifications.CONNECTION);
		assertNotNull(n);
		assertEquals("Connected to nobody", n.extras.getCharSequence(Notification.EXTRA_TEXT).toString());
	}

	@Test public void anEndBeforeTheStartHasArrivedBreaksNoPromise() {
		Bridge.foreground("Confab", "a", "b", true);
		Bridge.background();
		assertNotNull("never started", shadowOf(phone.app).peekNextStartedService());
		phone.settle(); // asserts startForeground, and that nobody stopped it before
		assertNull("it stays", phone.service());
	}

	@Test public void anEndAndABeginAtOnceLeaveItRunning() {
		connected();
		Bridge.background();
		Bridge.foreground("Confab", "Listening on 8899", "Stop", true);
		phone.settle();
		assertNotNull("it ended", phone.service());
		assertEquals("Listening on 8899", phone.notifications().getNotification(Notifications.CONNECTION)
			.extras.getCharSequence(Notification.EXTRA_TEXT).toString());
	}

	@Test public void aBeginAfterItWasToldToEndIsANewService() {
		connected();
		ConnectionService old = phone.service();
		Bridge.background();
		shadowOf(Looper.getMainLooper()).idle(); // stopped, and not destroyed yet
		Bridge.foreground("Confab", "again", "b", true);
		assertNotNull("no new start", shadowOf(phone.app).peekNextStartedService());
		Intent again = shadowOf(phone.app).getNextStartedService();
		phone.settle();
		assertNull(phone.service());
		phone.app.startService(again);
		phone.settle();
		assertNotEquals(old, phone.service());
		assertEquals("again", shown().extras.getCharSequence(Notification.EXTRA_TEXT).toString());
		assertTrue(phone.wifiHeld());
	}

	@Test public void anEndDuringASecondStartWaitsForIt() {
		Bridge.foreground("Confab", "one", "b", true);
		Bridge.foreground("Confab", "two", "b", true);
		Intent first = shadowOf(phone.app).getNextStartedService();
		phone.start(first);
		assertEquals("two", shown().extras.getCharSequence(Notification.EXTRA_TEXT).toString());
		Bridge.background();
		shadowOf(Looper.getMainLooper()).idle();
		assertFalse("stopped with a start under way, which Android punishes", phone.shadow().isStoppedBySelf());
		phone.settle();
		assertNull(phone.service());
	}

	@Test public void aStartThatAndroidRefusesEndsTheServiceAndNotTheApp() {
		ShadowStart.refused = true;
		connected();
		assertNull(phone.service());
		ShadowStart.refused = false;
		connected();
		assertNotNull("the next one is not tried", phone.service());
	}

	@Test public void endingWhatNeverBeganDoesNothing() {
		Bridge.background();
		phone.settle();
		assertNull(phone.service());
	}

	private static void assertImmutable(PendingIntent p) {
		assertTrue("another app may change it", shadowOf(p).isImmutable());
	}
}
