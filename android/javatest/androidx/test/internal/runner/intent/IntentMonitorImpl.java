package androidx.test.internal.runner.intent;

import android.content.Intent;
import androidx.test.runner.intent.IntentMonitor;

/** Hears of intents and keeps none. */
public final class IntentMonitorImpl implements IntentMonitor {
	public void signalIntent(Intent i) {}
}
