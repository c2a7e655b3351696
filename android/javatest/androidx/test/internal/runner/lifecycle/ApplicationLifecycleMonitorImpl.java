package androidx.test.internal.runner.lifecycle;

import android.app.Application;
import androidx.test.runner.lifecycle.ApplicationLifecycleMonitor;
import androidx.test.runner.lifecycle.ApplicationStage;

/** Hears of applications and keeps none. */
public final class ApplicationLifecycleMonitorImpl implements ApplicationLifecycleMonitor {
	public void signalLifecycleChange(Application a, ApplicationStage stage) {}
}
