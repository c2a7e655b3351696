/* The screen of a small phone: 360 by 780 dp, and a pixel for each, because all of
   them are drawn by software that is translated. It may be turned, or be shorter
   when a keyboard is shown. */
enum { WIDTH = 360, HEIGHT = 780, MOST = 780, DENSITY = 160 };

/* What libandroid.so has of it, besides what Android's has. */
struct screen {
	int width, height;
};
