package chat.confab;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertFalse;
import static org.junit.Assert.assertNotEquals;
import static org.junit.Assert.assertNull;
import static org.junit.Assert.assertTrue;
import static org.robolectric.Shadows.shadowOf;

import android.app.Notification;
import android.app.NotificationManager;
import android.app.PendingIntent;
import android.content.Intent;
import android.os.Build;
import android.os.Bundle;
import java.util.List;
import org.gioui.GioActivity;
import org.junit.Rule;
import org.junit.Test;
import org.junit.runner.RunWith;
import org.robolectric.Robolectric;
import org.robolectric.RobolectricTestRunner;
import org.robolectric.annotation.Config;

@RunWith(RobolectricTestRunner.class)
public final class NotificationsTest {
	private static final int MESSAGE = 2;
	// Names of talks come from peers.
	private static final String TALK = "client/张伟 #?%2F&";

	@Rule public final Phone phone = new Phone();

	private Notification of(String talk) {
		return phone.notifications().getNotification(talk, MESSAGE);
	}

	@Test public void aMessageIsShownOnceForItsTalkWithTheNewestWords() {
		Bridge.notify(TALK, "张伟", "你好");
		Bridge.notify(TALK, "张伟", "还在吗？🙂");
		Bridge.notify("server/ann", "Ann", "hello");
		assertEquals(2, phone.notifications().size());
		Notification n = of(TALK);
		assertEquals("张伟", n.extras.getCharSequence(Notification.EXTRA_TITLE).toString());
		assertEquals("还在吗？🙂", n.extras.getCharSequence(Notification.EXTRA_TEXT).toString());
		assertEquals("还在吗？🙂", n.extras.getCharSequence(Notification.EXTRA_BIG_TEXT).toString());
		assertEquals(Notification.CATEGORY_MESSAGE, n.category);
		assertEquals("the lock screen says it", Notification.VISIBILITY_PRIVATE, n.visibility);
		assertTrue("it stays after a tap", (n.flags & Notification.FLAG_AUTO_CANCEL) != 0);
		if (Build.VERSION.SDK_INT >= Build.VERSION_CODES.O) {
			assertEquals("messages", n.getChannelId());
			assertEquals(NotificationManager.IMPORTANCE_HIGH,
				phone.app.getSystemService(NotificationManager.class).getNotificationChannel("messages").getImportance());
		} else {
			assertEquals(Notification.PRIORITY_HIGH, n.priority);
		}
	}

	@Test public void aTapOpensItsTalkAndTheWindow() throws Exception {
		Bridge.notify(TALK, "张伟", "你好");
		Bridge.notify("server/ann", "Ann", "hello");
		PendingIntent tap = of(TALK).contentIntent;
		assertTrue(shadowOf(tap).isImmutable());
		assertNotEquals("two talks have one tap", tap, of("server/ann").contentIntent);
		tap.send();
		Intent sent = shadowOf(phone.app).getNextStartedActivity();
		assertEquals(TalkActivity.class.getName(), sent.getComponent().getClassName());
		assertTrue("an activity started from outside of one needs it", (sent.getFlags() & Intent.FLAG_ACTIVITY_NEW_TASK) != 0);
		TalkActivity a = Robolectric.buildActivity(TalkActivity.class, sent).create().get();
		assertEquals(List.of("open " + TALK), ShadowBridge.told);
		assertTrue("never shown, and so it must be gone", a.isFinishing());
		assertEquals(GioActivity.class.getName(), shadowOf(a).getNextStartedActivity().getComponent().getClassName());
	}

	@Test public void aTapWithoutATalkOpensTheWindowOnly() {
		TalkActivity a = Robolectric.buildActivity(TalkActivity.class, new Intent()).create().get();
		assertEquals(List.of(), ShadowBridge.told);
		assertTrue(a.isFinishing());
		assertEquals(GioActivity.class.getName(), shadowOf(a).getNextStartedActivity().getComponent().getClassName());
	}

	@Test public void whatIsWithdrawnIsGoneAndNothingElse() {
		Bridge.notify(TALK, "张伟", "你好");
		Bridge.notify("server/ann", "Ann", "hello");
		Bridge.withdraw(TALK);
		Bridge.withdraw("nobody");
		assertNull(of(TALK));
		assertEquals(1, phone.notifications().size());
	}

	@Test public void whetherOneWouldBeShownIsKnown() {
		assertTrue(Bridge.mayNotify());
		phone.notifications().setNotificationsEnabled(false);
		assertFalse(Bridge.mayNotify());
	}

	@Test @Config(sdk = {24, 29}) public void olderPhonesAreNotAsked() {
		Bridge.askToNotify();
		assertNull(shadowOf(phone.app).getNextStartedActivity());
	}

	@Test @Config(sdk = {33, 34}) public void newerPhonesAreAskedOnceInAnActivityThatGoes() {
		Bridge.askToNotify();
		Intent i = shadowOf(phone.app).getNextStartedActivity();
		assertEquals(PermissionActivity.class.getName(), i.getComponent().getClassName());
		PermissionActivity a = Robolectric.buildActivity(PermissionActivity.class, i).create().get();
		String[] asked = shadowOf(a).getLastRequestedPermission().requestedPermissions;
		assertEquals(List.of("android.permission.POST_NOTIFICATIONS"), List.of(asked));
		assertFalse("gone before the person answered", a.isFinishing());
		// As Android does when the question was cancelled.
		a.onRequestPermissionsResult(shadowOf(a).getLastRequestedPermission().requestCode, new String[0], new int[0]);
		assertTrue("it lies over the window for ever", a.isFinishing());
	}

	@Test @Config(sdk = {33, 34}) public void turnedWhileAskingItDoesNotAskTwice() {
		PermissionActivity a = Robolectric.buildActivity(PermissionActivity.class).create(new Bundle()).get();
		assertNull(shadowOf(a).getLastRequestedPermission());
	}

	@Test @Config(sdk = {33, 34}) public void aPhoneThatWasAskedIsNotAskedAgain() {
		shadowOf(phone.app).grantPermissions(PermissionActivity.NOTIFICATIONS);
		Bridge.askToNotify();
		assertNull(shadowOf(phone.app).getNextStartedActivity());
	}
}
