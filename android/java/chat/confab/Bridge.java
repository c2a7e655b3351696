package chat.confab;

import android.app.NotificationManager;
import android.content.BroadcastReceiver;
import android.content.ComponentCallbacks;
import android.content.Context;
import android.content.Intent;
import android.content.IntentFilter;
import android.content.pm.PackageManager;
import android.content.res.Configuration;
import android.net.ConnectivityManager;
import android.net.LinkProperties;
import android.net.Network;
import android.net.NetworkCapabilities;
import android.net.NetworkRequest;
import android.net.wifi.WifiManager;
import android.os.Build;
import android.os.LocaleList;
import java.io.File;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InterfaceAddress;
import java.net.NetworkInterface;
import java.net.SocketException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Enumeration;
import java.util.List;
import java.util.TimeZone;

/**
 * What Go asks of Android, and what Android tells Go. Go looks these methods up
 * by name and type (bridge_android.go) and calls them from threads of its own;
 * the native ones may be called from any thread, but only after Gio.init has loaded
 * the library, and but for read they return at once.
 */
final class Bridge {
	private static Context app;
	private static WifiManager.MulticastLock multicast; // guarded by the class

	private Bridge() {}

	static native void networkChanged();
	static native void appearanceChanged();
	static native void disconnect();
	static native void shared(String text);
	static native void link(String uri);

	/** Files that the person chose after pickFiles, or another app shares: copies, with line feeds between their paths. */
	static native void picked(String paths);
	static native void sharedFiles(String paths);

	static native void openTalk(String talk);

	/** What read found: no code, one that is of no use here, or an invitation, of which Go knows then. */
	static final int NOTHING = 0;
	static final int OTHER = 1;
	static final int INVITATION = 2;

	/**
	 * Looks for a code in a picture: a byte for each pixel says how light it is, and a
	 * row begins so many bytes behind the one before. The buffer is a direct one and is
	 * not kept. More is tried with a picture that is the only one. It takes up to a second,
	 * and waits until Go is ready: not for the main thread.
	 */
	static native int read(ByteBuffer luminance, int width, int height, int stride, boolean only);

	/** Keeps the context and begins to tell Go what changes. Called once. */
	static void start(Context context) {
		app = context;
		app.registerComponentCallbacks(new ComponentCallbacks() {
			@Override public void onConfigurationChanged(Configuration c) {
				appearanceChanged();
			}

			@Override public void onLowMemory() {}
		});
		ConnectivityManager networks = (ConnectivityManager) app.getSystemService(Context.CONNECTIVITY_SERVICE);
		if (networks == null) {
			return;
		}
		ConnectivityManager.NetworkCallback changed = new ConnectivityManager.NetworkCallback() {
			@Override public void onAvailable(Network n) {
				networkChanged();
			}

			@Override public void onLost(Network n) {
				networkChanged();
			}

			@Override public void onLinkPropertiesChanged(Network n, LinkProperties p) {
				networkChanged();
			}
		};
		// All of them: a Wi-Fi without internet is no default network, but may have a
		// server. Others may be reached through a VPN.
		NetworkRequest all = new NetworkRequest.Builder().removeCapability(NetworkCapabilities.NET_CAPABILITY_NOT_VPN).build();
		try {
			networks.registerNetworkCallback(all, changed);
		} catch (SecurityException e) {
			// Some phones with Android 11 take the app for another one. What is told
			// below is all there.
		}
		// Of the network that the phone makes itself no callback tells, and no API has the
		// name of the broadcast that does.
		IntentFilter made = new IntentFilter("android.net.conn.TETHER_STATE_CHANGED");
		made.addAction(WifiManager.NETWORK_STATE_CHANGED_ACTION);
		BroadcastReceiver told = new BroadcastReceiver() {
			@Override public void onReceive(Context c, Intent i) {
				if (!isInitialStickyBroadcast()) {
					networkChanged();
				}
			}
		};
		if (Build.VERSION.SDK_INT >= Build.VERSION_CODES.TIRAMISU) {
			app.registerReceiver(told, made, Context.RECEIVER_NOT_EXPORTED);
		} else {
			app.registerReceiver(told, made);
		}
	}

	/** Starts or updates the service that keeps the process; only while the app is in front. */
	static void foreground(String title, String text, String disconnect, boolean connected) {
		ConnectionService.begin(app, title, text, disconnect, connected);
	}

	/**
	 * Lets the Wi-Fi chip pass on what is sent to all, which costs battery, or no longer.
	 * Android takes it back with the process, not with the service: it is for searching, too.
	 */
	static synchronized void discover(boolean on) {
		WifiManager m = (WifiManager) app.getSystemService(Context.WIFI_SERVICE);
		if (multicast == null && m != null) {
			multicast = m.createMulticastLock("confab");
			multicast.setReferenceCounted(false);
		}
		if (multicast == null) {
			return;
		}
		if (on) {
			multicast.acquire();
		} else if (multicast.isHeld()) {
			multicast.release();
		}
	}

	/** Ends the service, its locks and its notification. */
	static void background() {
		ConnectionService.end();
	}

	static void notify(String talk, String title, String text) {
		Notifications.message(app, talk, title, text);
	}

	static void withdraw(String talk) {
		Notifications.withdraw(app, talk);
	}

	/** Whether a notification would be shown. */
	static boolean mayNotify() {
		NotificationManager m = (NotificationManager) app.getSystemService(Context.NOTIFICATION_SERVICE);
		return m.areNotificationsEnabled();
	}

	/** Asks the person where Android asks at all, from 13 on. */
	static void askToNotify() {
		if (Build.VERSION.SDK_INT < Build.VERSION_CODES.TIRAMISU
			|| app.checkSelfPermission(PermissionActivity.NOTIFICATIONS) == PackageManager.PERMISSION_GRANTED) {
			return;
		}
		app.startActivity(new Intent(app, PermissionActivity.class).addFlags(Intent.FLAG_ACTIVITY_NEW_TASK));
	}

	/** Shows what the camera sees, to read a code; only while the app is in front. */
	static void scan() {
		app.startActivity(new Intent(app, ScanActivity.class).addFlags(Intent.FLAG_ACTIVITY_NEW_TASK));
	}

	/** Asks the person for files to offer; only while the app is in front. */
	static void pickFiles() {
		app.startActivity(new Intent(app, FilesActivity.class).addFlags(Intent.FLAG_ACTIVITY_NEW_TASK));
	}

	/** Opens a file that has come with the app that the person has for it; throws when there is none. */
	static void openFile(String path) throws IOException {
		Received.open(app, path);
	}

	/** Hands a file that has come to an app that the person chooses. */
	static void shareFile(String path) throws IOException {
		Received.share(app, path);
	}

	/** Copies what has come to where the person finds it, and tells them. It returns at once. */
	static void keepFile(String path) throws IOException {
		File f = Received.find(app, path);
		if (Downloads.has()) {
			Downloads.keep(app, f, null);
		} else if (f.isDirectory()) {
			Downloads.say(app, R.string.kept_no_folder);
		} else {
			app.startActivity(new Intent(app, KeepActivity.class).putExtra(KeepActivity.PATH, f.getPath()).addFlags(Intent.FLAG_ACTIVITY_NEW_TASK));
		}
	}

	/**
	 * Removes copies of earlier processes that are not needed: not those that are offered, at
	 * these paths with line feeds between, nor those that were not sent yet, which are shared
	 * anew.
	 */
	static void keepCopies(String offered) {
		List<File> waiting = Outgoing.sweep(app, offered);
		if (!waiting.isEmpty()) {
			sharedFiles(Outgoing.join(waiting));
		}
	}

	static boolean dark() {
		int mode = app.getResources().getConfiguration().uiMode;
		return (mode & Configuration.UI_MODE_NIGHT_MASK) == Configuration.UI_MODE_NIGHT_YES;
	}

	/** BCP 47 tags with commas between, the most wanted first. */
	static String languages() {
		LocaleList locales = app.getResources().getConfiguration().getLocales();
		return locales.toLanguageTags();
	}

	/** The zone's name and its offset from UTC now in seconds, with a space between. */
	static String timeZone() {
		TimeZone zone = TimeZone.getDefault();
		return zone.getID() + " " + zone.getOffset(System.currentTimeMillis()) / 1000;
	}

	/**
	 * One line for each interface: index, MTU, the letters u(p), b(roadcast: has an
	 * IPv4 broadcast address), l(oopback), p(oint to point), m(ulticast), f(ar: of the
	 * mobile network or a VPN, with nobody near) or "-", name, and addresses as
	 * address/prefix, all with spaces between. Android 11 and later refuse to tell Go
	 * itself.
	 */
	static String interfaces() throws SocketException {
		StringBuilder out = new StringBuilder();
		Enumeration<NetworkInterface> all = NetworkInterface.getNetworkInterfaces();
		if (all == null) {
			return "";
		}
		List<String> far = far();
		for (NetworkInterface i : Collections.list(all)) {
			try {
				describe(out, i, far);
			} catch (SocketException e) {
				// It went away since it was listed: it is not there.
			}
		}
		return out.toString();
	}

	/** The names of the interfaces of the mobile network and of VPNs. */
	private static List<String> far() {
		List<String> names = new ArrayList<>();
		ConnectivityManager m = (ConnectivityManager) app.getSystemService(Context.CONNECTIVITY_SERVICE);
		for (Network n : m == null ? new Network[0] : m.getAllNetworks()) {
			NetworkCapabilities c = m.getNetworkCapabilities(n);
			LinkProperties p = m.getLinkProperties(n);
			if (c != null && p != null && p.getInterfaceName() != null
				&& (c.hasTransport(NetworkCapabilities.TRANSPORT_CELLULAR) || c.hasTransport(NetworkCapabilities.TRANSPORT_VPN))) {
				names.add(p.getInterfaceName());
			}
		}
		return names;
	}

	/** Whether an interface is one of those, or stands for IPv4 on one of them, as v4-rmnet0 on rmnet0. */
	private static boolean isFar(String name, List<String> far) {
		return far.contains(name) || name.startsWith("v4-") && far.contains(name.substring(3));
	}

	private static void describe(StringBuilder out, NetworkInterface i, List<String> far) throws SocketException {
		StringBuilder addresses = new StringBuilder();
		boolean broadcast = false;
		for (InterfaceAddress a : i.getInterfaceAddresses()) {
			addresses.append(' ').append(prefix(a.getAddress(), a.getNetworkPrefixLength()));
			broadcast |= a.getBroadcast() != null;
		}
		String flags = (i.isUp() ? "u" : "") + (broadcast ? "b" : "") + (i.isLoopback() ? "l" : "")
			+ (i.isPointToPoint() ? "p" : "") + (i.supportsMulticast() ? "m" : "")
			+ (isFar(i.getName(), far) ? "f" : "");
		out.append(i.getIndex()).append(' ').append(i.getMTU()).append(' ').append(flags.isEmpty() ? "-" : flags)
			.append(' ').append(i.getName()).append(addresses).append('\n');
	}

	/** Address and length as Go reads them: without a zone, and with a length that can be. */
	static String prefix(InetAddress address, int length) {
		String host = address.getHostAddress();
		int zone = host.indexOf('%');
		int bits = address.getAddress().length * 8;
		return (zone < 0 ? host : host.substring(0, zone)) + '/' + (length < 0 || length > bits ? bits : length);
	}
}
