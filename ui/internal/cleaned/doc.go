// Package cleaned keeps copies of pictures without what tells of their place, time and
// camera, for as long as they are offered:
//
//	folder := cleaned.New(filepath.Join(dataDir, "pictures"))
//	path, err := folder.Copy("/harbour/pier.jpg")   // …/pictures/5f0c…/pier.jpg
//	path, err = folder.Keep("/harbour/pier.jpg")   // the same one each time
//	folder.Remove(path)                                  // it is not offered after all
//	err = folder.Sweep(offered)                          // at start: all but these go
//
// The pixels of a copy are those of the picture: see picture.Strip. The folder holds no
// more than MaxBytes.
//
// All methods but Has read and write the disk and may be called from any goroutine but that
// of a window.
package cleaned
