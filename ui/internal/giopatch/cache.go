package main

// What is kept of text that was drawn.
var cacheEdits = []edit{
	{
		file:   "text/lru.go",
		reason: cacheWeight,
		old:    "	key        K\n	v          V\n}\n",
		new:    "	key        K\n	v          V\n	weight     int\n}\n",
	},
	{
		file:   "text/lru.go",
		reason: cacheWeight,
		old:    "	head, tail *entry[K, V]\n}\n",
		new:    "	head, tail *entry[K, V]\n	weight     int\n}\n",
	},
	{
		file:   "text/lru.go",
		reason: cacheWeight,
		old:    "func (l *lru[K, V]) Put(k K, v V) {\n",
		new: "func (l *lru[K, V]) Put(k K, v V) { l.put(k, v, 0) }\n\n" +
			"// put is Put for an entry that counts as so many characters.\n" +
			"func (l *lru[K, V]) put(k K, v V, weight int) {\n",
	},
	{
		file:   "text/lru.go",
		reason: cacheWeight,
		old: `	val := &entry[K, V]{key: k, v: v}
	l.m[k] = val
	l.insert(val)
	if len(l.m) > maxSize {
		oldest := l.tail.next
		l.remove(oldest)
		delete(l.m, oldest.key)
	}
`,
		new: `	val := &entry[K, V]{key: k, v: v, weight: weight}
	if was, ok := l.m[k]; ok {
		l.remove(was)
		l.weight -= was.weight
	}
	l.m[k] = val
	l.insert(val)
	l.weight += weight
	for len(l.m) > maxSize || l.weight > maxWeight && len(l.m) > 1 {
		oldest := l.tail.next
		l.remove(oldest)
		l.weight -= oldest.weight
		delete(l.m, oldest.key)
	}
`,
	},
	{
		file:   "text/lru.go",
		reason: cacheWeight,
		old:    "const maxSize = 1000\n",
		new:    "const maxSize = 1000\n\n// maxWeight is how many characters all entries have: more than any screen shows.\nconst maxWeight = 20_000\n",
	},
	{
		file:   "text/lru.go",
		reason: cacheWeight,
		old:    "	c.cache.Put(key, val)\n",
		new:    "	c.cache.put(key, val, len(gids))\n",
	},
	{
		file:   "text/shaper.go",
		reason: cacheWeight,
		old:    "	l.layoutCache.Put(lk, lines)\n",
		new:    "	l.layoutCache.put(lk, lines, len(asStr))\n",
	},
}

const cacheWeight = "a shaper keeps what it made of the last thousand lines and paragraphs, however long they are: " +
	"scrolling through long text takes a hundred megabytes; it should keep so many characters"
