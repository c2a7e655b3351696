/* libandroid.so: the one window that there is. */
#include <stdint.h>
#include "screen.h"

struct screen screen = {WIDTH, HEIGHT};

void *ANativeWindow_fromSurface(void *env, void *surface) {
	(void)env, (void)surface;
	return (void *)1;
}
void ANativeWindow_acquire(void *w) { (void)w; }
void ANativeWindow_release(void *w) { (void)w; }
int32_t ANativeWindow_getWidth(void *w) { (void)w; return screen.width; }
int32_t ANativeWindow_getHeight(void *w) { (void)w; return screen.height; }
int32_t ANativeWindow_getFormat(void *w) { (void)w; return 1; }
int32_t ANativeWindow_setBuffersGeometry(void *w, int32_t width, int32_t height, int32_t format) {
	(void)w, (void)width, (void)height, (void)format;
	return 0;
}
