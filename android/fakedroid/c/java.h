/* java is what stands in for Java: objects, the settings of the phone, and the
   functions of JNI, which tell what Go calls. */
#include <stddef.h>
#include "jni.h"

/* OUT is the descriptor on which everything is told. */
enum { OUT = 9 };

/* What Java's objects are here. */
typedef struct object {
	const char *kind;
	char name[128], sig[128]; /* of classes and methods */
	jchar *chars;             /* of strings */
	jsize length;
	jbyte *bytes; /* of arrays and direct buffers */
	int numbers[4]; /* of rectangles */
	struct object *text, *description, *class; /* of nodes */
	int children[256], count;
} object;

object *make(const char *kind, const char *name, const char *sig);

/* Strings come and go as UTF-8. */
object *string(const char *s);
const char *utf8(const object *s, char *to, size_t size);

/* set changes a setting of the phone; 0 says that there is none of that name. */
int set(const char *name, const char *value);

/* fillTables makes the functions of JNI ready, and returns Java's. */
JNIEnv *fillTables(void);

/* asked returns whether Go wants Android's main thread, and whether it wants a
   frame, since the last time. */
void asked(int *wake, int *frame);
