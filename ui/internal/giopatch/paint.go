package main

// Painting.
var paintEdits = []edit{
	{
		file: "gpu/gpu.go",
		reason: "a colour painted between whole pixels, as all centred text and what follows the 32nd glyph of a line is, " +
			"gets a clip path of a million pixels and a pass to intersect it with the text: a plane of one colour needs no clip",
		old: "			clipData, bnd, partialTrans := d.boundsForTransformedRect(dst, t)\n",
		new: "			clipData, bnd, partialTrans := d.boundsForTransformedRect(dst, t)\n" +
			"			if state.matType == materialColor {\n				clipData = nil\n			}\n",
	},
}
