/* libEGL.so: Mesa's, with a buffer in memory for the window. Each frame that is
   shown is kept for pictures. */
#include <dlfcn.h>
#include <pthread.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include "screen.h"

enum {
	EGL_HEIGHT = 0x3056, EGL_WIDTH = 0x3057, EGL_NONE = 0x3038, EGL_SURFACE_TYPE = 0x3033, EGL_PBUFFER_BIT = 1,
	EGL_PLATFORM_SURFACELESS_MESA = 0x31DD,
	GL_FRAMEBUFFER = 0x8D40, GL_RGBA = 0x1908, GL_UNSIGNED_BYTE = 0x1401,
};

typedef void *handle;

static void *load(const char *lib, const char *name) {
	void *h = dlopen(lib, RTLD_NOW), *f = h ? dlsym(h, name) : NULL;
	if (!f) {
		dprintf(9, "fault %s: %s\n", name, dlerror());
		abort();
	}
	return f;
}

#define PASS(ret, name, params, args) \
	ret name params { \
		static ret (*real) params; \
		if (!real) { \
			real = load("libEGL.so.1", #name); \
		} \
		return real args; \
	}

PASS(uint32_t, eglDestroyContext, (handle d, handle c), (d, c))
PASS(uint32_t, eglDestroySurface, (handle d, handle s), (d, s))
PASS(int32_t, eglGetError, (void), ())
PASS(uint32_t, eglInitialize, (handle d, int32_t *major, int32_t *minor), (d, major, minor))
PASS(uint32_t, eglMakeCurrent, (handle d, handle draw, handle read, handle c), (d, draw, read, c))
PASS(const char *, eglQueryString, (handle d, int32_t name), (d, name))
PASS(uint32_t, eglReleaseThread, (void), ())
PASS(uint32_t, eglSwapInterval, (handle d, int32_t n), (d, n))
PASS(uint32_t, eglTerminate, (handle d), (d))
PASS(uint32_t, eglWaitClient, (void), ())
PASS(handle, eglCreateContext, (handle d, handle c, handle share, const int32_t *attr), (d, c, share, attr))
PASS(uint32_t, eglGetConfigAttrib, (handle d, handle c, int32_t attr, int32_t *value), (d, c, attr, value))

handle eglGetDisplay(handle native) {
	(void)native;
	handle (*get)(uint32_t, handle, const intptr_t *) = load("libEGL.so.1", "eglGetPlatformDisplay");
	return get(EGL_PLATFORM_SURFACELESS_MESA, NULL, NULL);
}

uint32_t eglChooseConfig(handle d, const int32_t *attr, handle *configs, int32_t size, int32_t *n) {
	uint32_t (*real)(handle, const int32_t *, handle *, int32_t, int32_t *) = load("libEGL.so.1", "eglChooseConfig");
	int32_t ours[64];
	int i = 0;
	for (; attr[i] != EGL_NONE && i < 60; i += 2) {
		ours[i] = attr[i];
		ours[i + 1] = attr[i] == EGL_SURFACE_TYPE ? EGL_PBUFFER_BIT : attr[i + 1];
	}
	ours[i] = EGL_NONE;
	return real(d, ours, configs, size, n);
}

static struct screen *window(void) {
	static struct screen *s;
	if (!s) {
		s = load("libandroid.so", "screen");
	}
	return s;
}

static struct screen surface; /* the last one that was made */

handle eglCreateWindowSurface(handle d, handle config, handle native, const int32_t *attr) {
	(void)native;
	handle (*real)(handle, handle, const int32_t *) = load("libEGL.so.1", "eglCreatePbufferSurface");
	surface = *window();
	int32_t ours[64] = {EGL_WIDTH, surface.width, EGL_HEIGHT, surface.height};
	int i = 4;
	for (int j = 0; attr && attr[j] != EGL_NONE && i < 60; j++) {
		ours[i++] = attr[j];
	}
	ours[i] = EGL_NONE;
	return real(d, config, ours);
}

static pthread_mutex_t mu = PTHREAD_MUTEX_INITIALIZER;
static struct screen last;              /* guarded by mu: the size of the frame */
static uint8_t shown[MOST * MOST * 4]; /* guarded by mu, the last row first */
int frames;                            /* how many were shown */

uint32_t eglSwapBuffers(handle d, handle s) {
	static void (*bind)(uint32_t, uint32_t);
	static void (*pixels)(int, int, int, int, uint32_t, uint32_t, void *);
	static uint32_t (*swap)(handle, handle);
	if (!swap) {
		bind = load("libGLESv2.so.2", "glBindFramebuffer");
		pixels = load("libGLESv2.so.2", "glReadPixels");
		swap = load("libEGL.so.1", "eglSwapBuffers");
	}
	pthread_mutex_lock(&mu);
	bind(GL_FRAMEBUFFER, 0);
	last = surface;
	pixels(0, 0, last.width, last.height, GL_RGBA, GL_UNSIGNED_BYTE, shown);
	pthread_mutex_unlock(&mu);
	__atomic_add_fetch(&frames, 1, __ATOMIC_SEQ_CST);
	return swap(d, s);
}

/* Writes the frame that was shown last: a line with width and height, and the
   pixels in RGBA, the last row first. */
int picture(const char *path) {
	FILE *f = fopen(path, "w");
	if (!f) {
		return -1;
	}
	pthread_mutex_lock(&mu);
	fprintf(f, "%d %d\n", last.width, last.height);
	fwrite(shown, 4, (size_t)last.width * last.height, f);
	pthread_mutex_unlock(&mu);
	return fclose(f);
}
