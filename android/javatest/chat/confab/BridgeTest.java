package chat.confab;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertFalse;
import static org.junit.Assert.assertTrue;
import static org.robolectric.Shadows.shadowOf;

import android.content.Context;
import android.content.Intent;
import android.content.res.Configuration;
import android.net.ConnectivityManager;
import android.net.ConnectivityManager.NetworkCallback;
import android.net.LinkProperties;
import android.net.Network;
import android.net.NetworkCapabilities;
import android.net.NetworkRequest;
import android.os.Build;
import android.os.LocaleList;
import android.os.Looper;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.TimeZone;
import org.junit.Rule;
import org.junit.Test;
import org.junit.runner.RunWith;
import org.robolectric.RobolectricTestRunner;
import org.robolectric.RuntimeEnvironment;
import org.robolectric.annotation.Config;
import org.robolectric.annotation.Implementation;
import org.robolectric.annotation.Implements;
import org.robolectric.shadows.ShadowConnectivityManager;
import org.robolectric.shadows.ShadowNetworkCapabilities;

@RunWith(RobolectricTestRunner.class)
public final class BridgeTest {
	@Rule public final Phone phone = new Phone();

	/** The lines of testdata/told.txt of one kind: what is set, and what is told. */
	private static List<String[]> vectors(String kind) throws Exception {
		List<String[]> found = new ArrayList<>();
		for (String line : Files.readAllLines(Path.of(System.getProperty("confab.vectors")))) {
			if (line.startsWith(kind + ": ")) {
				found.add(line.substring(kind.length() + 2).split(" => "));
			}
		}
		assertFalse("none of " + kind, found.isEmpty());
		return found;
	}

	private void configure(Configuration c) {
		phone.app.getResources().updateConfiguration(c, null);
		phone.app.onConfigurationChanged(c);
	}

	@Test public void languagesAreToldAsGoReadsThem() throws Exception {
		for (String[] v : vectors("languages")) {
			Configuration c = new Configuration(phone.app.getResources().getConfiguration());
			c.setLocales(LocaleList.forLanguageTags(v[0].replace(' ', ',')));
			configure(c);
			assertEquals(v[1], Bridge.languages());
		}
	}

	@Test public void timeZonesAreToldAsGoReadsThem() throws Exception {
		TimeZone before = TimeZone.getDefault();
		try {
			for (String[] v : vectors("zone")) {
				TimeZone.setDefault(TimeZone.getTimeZone(v[0]));
				assertEquals(v[1], Bridge.timeZone());
			}
		} finally {
			TimeZone.setDefault(before);
		}
	}

	@Test public void addressesAreToldAsGoReadsThem() throws Exception {
		for (String[] v : vectors("address")) {
			String[] set = v[0].split(" ");
			InetAddress a = InetAddress.getByName(set[0]);
			int zone = Integer.parseInt(set[1]);
			if (zone > 0) {
				a = Inet6Address.getByAddress(null, a.getAddress(), zone);
			}
			assertEquals(v[1], Bridge.prefix(a, Integer.parseInt(set[2])));
		}
	}

	/** Leaves the list of this machine's interfaces where Go compares it with its own. */
	@Test public void interfacesAreToldToGo() throws Exception {
		String list = Bridge.interfaces();
		assertTrue(list, list.contains(" lo ") && list.contains(" 127.0.0.1/8"));
		Files.writeString(Path.of(System.getProperty("confab.told"), "interfaces-" + Build.VERSION.SDK_INT + ".txt"), list);
	}

	@Test public void darkIsWhatThePersonChose() {
		RuntimeEnvironment.setQualifiers("+night");
		assertTrue(Bridge.dark());
		RuntimeEnvironment.setQualifiers("+notnight");
		assertFalse(Bridge.dark());
	}

	@Test public void aChangedAppearanceIsTold() {
		phone.app.onConfigurationChanged(new Configuration());
		assertEquals(List.of("appearance changed"), ShadowBridge.told);
	}

	@Test public void everyChangeOfTheNetworkIsTold() {
		ConnectivityManager m = (ConnectivityManager) phone.app.getSystemService(Context.CONNECTIVITY_SERVICE);
		assertEquals(1, shadowOf(m).getNetworkCallbacks().size());
		NetworkCallback c = shadowOf(m).getNetworkCallbacks().iterator().next();
		c.onAvailable(null);
		c.onLost(null);
		c.onLinkPropertiesChanged(null, null);
		assertEquals(List.of("network changed", "network changed", "network changed"), ShadowBridge.told);
	}

	@Test public void whatIsSentToAllIsReceivedWhileGoWantsIt() {
		Bridge.discover(false);
		assertFalse(phone.multicastHeld());
		Bridge.discover(true);
		Bridge.discover(true);
		assertTrue(phone.multicastHeld());
		Bridge.discover(false);
		assertFalse(phone.multicastHeld());
	}

	@Test public void theNetworkThatThePhoneMakesIsTold() {
		phone.app.sendBroadcast(new Intent("android.net.conn.TETHER_STATE_CHANGED"));
		shadowOf(Looper.getMainLooper()).idle();
		assertEquals(List.of("network changed"), ShadowBridge.told);
	}

	@Test public void theMobileNetworkAndVpnsAreFar() throws Exception {
		ConnectivityManager m = (ConnectivityManager) phone.app.getSystemService(Context.CONNECTIVITY_SERVICE);
		Network n = m.getAllNetworks()[0];
		LinkProperties p = new LinkProperties();
		p.setInterfaceName("lo"); // the one interface that every machine has
		shadowOf(m).setLinkProperties(n, p);
		NetworkCapabilities c = ShadowNetworkCapabilities.newInstance();
		shadowOf(m).setNetworkCapabilities(n, c);
		assertFalse(Bridge.interfaces(), Bridge.interfaces().contains(" ulf lo "));
		shadowOf(c).addTransportType(NetworkCapabilities.TRANSPORT_VPN);
		assertTrue(Bridge.interfaces(), Bridge.interfaces().contains(" ulf lo "));
	}

	@Test @Config(shadows = Mistaken.class) public void aPhoneThatRefusesToTellOfNetworksStillTellsOfTheRest() {
		phone.app.onConfigurationChanged(new Configuration());
		assertEquals(List.of("appearance changed"), ShadowBridge.told);
	}

	/** Some phones with Android 11. */
	@Implements(ConnectivityManager.class)
	public static final class Mistaken extends ShadowConnectivityManager {
		@Implementation @Override protected void registerNetworkCallback(NetworkRequest r, NetworkCallback c) {
			throw new SecurityException("Package android does not belong to 10123");
		}
	}
}
