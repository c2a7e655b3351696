package chat.confab;

import android.app.Notification;
import android.app.NotificationChannel;
import android.app.NotificationManager;
import android.app.PendingIntent;
import android.content.Context;
import android.content.Intent;
import android.net.Uri;
import android.os.Build;
import org.gioui.GioActivity;

/** The two kinds of notification: that of the service, and one for each talk. */
final class Notifications {
	static final int CONNECTION = 1;
	private static final int MESSAGE = 2;
	private static final String CONNECTION_CHANNEL = "connection";
	private static final String MESSAGES_CHANNEL = "messages";

	private Notifications() {}

	/** What the service shows: quiet, and before Android 14 not to be swiped away. */
	static Notification connection(Context c, String title, String text, String disconnect) {
		Intent open = new Intent(c, GioActivity.class).addFlags(Intent.FLAG_ACTIVITY_NEW_TASK);
		Notification.Builder b = builder(c, CONNECTION_CHANNEL)
			.setContentTitle(title)
			.setContentText(text)
			.setOngoing(true)
			.setCategory(Notification.CATEGORY_SERVICE)
			.setContentIntent(PendingIntent.getActivity(c, 0, open, PendingIntent.FLAG_IMMUTABLE));
		if (Build.VERSION.SDK_INT >= Build.VERSION_CODES.S) {
			b.setForegroundServiceBehavior(Notification.FOREGROUND_SERVICE_IMMEDIATE);
		}
		if (!disconnect.isEmpty()) {
			PendingIntent end = PendingIntent.getService(c, 0, ConnectionService.disconnect(c), PendingIntent.FLAG_IMMUTABLE);
			b.addAction(new Notification.Action.Builder(null, disconnect, end).build());
		}
		return b.build();
	}

	/** Puts another notification in the place of the service's own. */
	static void update(Context c, Notification n) {
		manager(c).notify(CONNECTION, n);
	}

	/** Says that something was said in a talk; a newer one of the same talk takes its place. */
	static void message(Context c, String talk, String title, String text) {
		// Pending intents that differ only in extras are one and the same.
		Intent open = new Intent(c, TalkActivity.class)
			.setData(Uri.fromParts("talk", talk, null))
			.putExtra(TalkActivity.TALK, talk)
			.addFlags(Intent.FLAG_ACTIVITY_NEW_TASK);
		PendingIntent tap = PendingIntent.getActivity(c, 0, open,
			PendingIntent.FLAG_IMMUTABLE | PendingIntent.FLAG_UPDATE_CURRENT);
		Notification.Builder b = builder(c, MESSAGES_CHANNEL)
			.setContentTitle(title)
			.setContentText(text)
			.setStyle(new Notification.BigTextStyle().bigText(text))
			.setCategory(Notification.CATEGORY_MESSAGE)
			.setAutoCancel(true)
			.setContentIntent(tap);
		if (Build.VERSION.SDK_INT < Build.VERSION_CODES.O) {
			b.setPriority(Notification.PRIORITY_HIGH).setDefaults(Notification.DEFAULT_ALL);
		}
		manager(c).notify(talk, MESSAGE, b.build());
	}

	static void withdraw(Context c, String talk) {
		manager(c).cancel(talk, MESSAGE);
	}

	private static NotificationManager manager(Context c) {
		return (NotificationManager) c.getSystemService(Context.NOTIFICATION_SERVICE);
	}

	private static Notification.Builder builder(Context c, String channel) {
		Notification.Builder b;
		if (Build.VERSION.SDK_INT >= Build.VERSION_CODES.O) {
			createChannels(c);
			b = new Notification.Builder(c, channel);
		} else {
			b = new Notification.Builder(c);
		}
		return b.setSmallIcon(R.drawable.ic_notification).setColor(c.getColor(R.color.accent))
			.setVisibility(Notification.VISIBILITY_PRIVATE);
	}

	/** Creating a channel again changes its name only: the language may have changed. */
	private static void createChannels(Context c) {
		NotificationChannel connection = new NotificationChannel(CONNECTION_CHANNEL,
			c.getString(R.string.channel_connection), NotificationManager.IMPORTANCE_LOW);
		connection.setDescription(c.getString(R.string.channel_connection_about));
		connection.setShowBadge(false);
		NotificationChannel messages = new NotificationChannel(MESSAGES_CHANNEL,
			c.getString(R.string.channel_messages), NotificationManager.IMPORTANCE_HIGH);
		messages.setDescription(c.getString(R.string.channel_messages_about));
		manager(c).createNotificationChannel(connection);
		manager(c).createNotificationChannel(messages);
	}
}
