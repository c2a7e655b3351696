package androidx.test.runner.lifecycle;

/** Told by Robolectric of activities; nothing here asks for them. */
public interface ActivityLifecycleMonitor {}
