/* liblog.so: the log goes to the driver's descriptor. */
#include <stdarg.h>
#include <stdio.h>

enum { LOG = 9 };

int __android_log_write(int priority, const char *tag, const char *text) {
	return dprintf(LOG, "log %d %s: %s\n", priority, tag, text);
}

int __android_log_vprint(int priority, const char *tag, const char *format, va_list args) {
	char text[1024];
	vsnprintf(text, sizeof text, format, args);
	return __android_log_write(priority, tag, text);
}

int __android_log_print(int priority, const char *tag, const char *format, ...) {
	va_list args;
	va_start(args, format);
	int n = __android_log_vprint(priority, tag, format, args);
	va_end(args);
	return n;
}
