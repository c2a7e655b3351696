package main

// Selections of X11.
var selectionEdits = []edit{
	{
		file: "app/os_x11.go",
		reason: "a request for what is copied in a form that is not offered, such as STRING, is never answered, and the other " +
			"program waits: it must be refused (section 2.2 of the ICCCM)",
		old: "			case w.atoms.plaintext, w.atoms.utf8string, w.atoms.gtk_text_buffer_contents:\n				content := w.clipboard.content\n",
		new: "			default:\n				cevt.property = C.None\n				notify()\n" +
			"			case w.atoms.plaintext, w.atoms.utf8string, w.atoms.gtk_text_buffer_contents:\n				content := w.clipboard.content\n",
	},
}
