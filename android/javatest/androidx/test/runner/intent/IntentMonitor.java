package androidx.test.runner.intent;

/** Told by Robolectric of intents; nothing here asks for them. */
public interface IntentMonitor {}
