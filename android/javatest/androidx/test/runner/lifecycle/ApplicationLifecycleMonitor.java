package androidx.test.runner.lifecycle;

/** Told by Robolectric of applications; nothing here asks for them. */
public interface ApplicationLifecycleMonitor {}
