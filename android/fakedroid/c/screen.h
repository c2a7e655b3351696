/* The screen of a small phone: 360 by 780 dp at 240 dpi. */
enum { WIDTH = 540, HEIGHT = 1170, DENSITY = 240 };
