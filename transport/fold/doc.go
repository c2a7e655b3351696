// Package fold makes texts comparable for search: what a person takes for the same
// word folds to the same text, however it was typed.
//
//	needle := fold.Fold(query)
//	if strings.Contains(fold.Fold(text), needle) { … }
//	for _, s := range fold.Find(text, needle) { mark(text[s.Start:s.End]) }
//
// The index of search, the question put to it, reading without an index and the
// marks in a shown text all go through here, so that none finds what another does
// not.
//
// A text is folded by compatibility (NFKC: ＦＵＬＬ is full, ﬁ is fi, ① is 1, ｶﾞ is ガ)
// and by case (ẞ and ß are ss, ς is σ, I, ı, İ and i are one letter). Marks that
// people leave out when they search are removed: those on Latin and Greek letters,
// stress and ё in Cyrillic, niqqud, harakat and tatweel. So are characters without
// ink. Letters that only a stroke or a ligature tells apart count as the plain ones
// (ø, ł, đ, æ), as do quotes and dashes that keyboards and phones choose for a
// person, and katakana as hiragana, as in the find of browsers.
//
// Marks that make another letter stay: й, ї, ў, ѓ and ќ, the vowel signs of India,
// those of Thai, the dakuten that tells が from か. Hangul is composed. A sign that a
// stroke turns around stays another one: ≠ is not =. Traditional and simplified
// Chinese are not the same.
//
// No character folds to more than MaxBytes. Functions are pure and may be called
// from any goroutine.
package fold
