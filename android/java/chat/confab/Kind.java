package chat.confab;

import java.io.File;
import java.io.FileInputStream;
import java.io.IOException;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * The kind of a file that has come, as other apps are told it. What a sender says of its file
 * counts for nothing: a picture is one by how it begins, whatever it is called, and nothing
 * else is; the others are known by the ends of their names, of which these are all.
 */
final class Kind {
	/** Of what is not known. */
	static final String ANY = "application/octet-stream";

	/** What Android installs. The person may install it from their file manager, which says what it is. */
	private static final List<String> PROGRAMS = Arrays.asList("apk", "apks", "apkm", "xapk", "aab");
	/** How much of a file is read to know it. */
	private static final int OPENING = 12;

	private static final Map<String, String> BY_ENDING = new HashMap<>();

	static {
		add("application/pdf", "pdf");
		add("text/plain", "txt", "log", "md", "ini", "conf", "cfg", "yaml", "yml", "toml", "c", "h", "cpp", "go", "rs", "py", "java", "sh");
		add("text/csv", "csv");
		add("text/html", "html", "htm");
		add("text/xml", "xml");
		add("text/calendar", "ics");
		add("text/x-vcard", "vcf");
		add("application/json", "json");
		add("application/rtf", "rtf");
		add("application/epub+zip", "epub");
		add("application/msword", "doc");
		add("application/vnd.ms-excel", "xls");
		add("application/vnd.ms-powerpoint", "ppt");
		add("application/vnd.openxmlformats-officedocument.wordprocessingml.document", "docx");
		add("application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", "xlsx");
		add("application/vnd.openxmlformats-officedocument.presentationml.presentation", "pptx");
		add("application/vnd.oasis.opendocument.text", "odt");
		add("application/vnd.oasis.opendocument.spreadsheet", "ods");
		add("application/vnd.oasis.opendocument.presentation", "odp");
		add("application/zip", "zip");
		add("application/gzip", "gz", "tgz");
		add("application/x-tar", "tar");
		add("application/x-7z-compressed", "7z");
		add("application/vnd.rar", "rar");
		add("application/gpx+xml", "gpx");
		add("application/vnd.google-earth.kml+xml", "kml");
		add("image/svg+xml", "svg");
		add("image/heic", "heic", "heif");
		add("image/avif", "avif");
		add("image/bmp", "bmp");
		add("image/tiff", "tif", "tiff");
		add("image/vnd.dwg", "dwg");
		add("image/vnd.dxf", "dxf");
		add("model/stl", "stl");
		add("model/step", "step", "stp");
		add("audio/mpeg", "mp3");
		add("audio/mp4", "m4a");
		add("audio/aac", "aac");
		add("audio/ogg", "ogg", "oga", "opus");
		add("audio/flac", "flac");
		add("audio/x-wav", "wav");
		add("audio/amr", "amr");
		add("video/mp4", "mp4", "m4v");
		add("video/quicktime", "mov");
		add("video/webm", "webm");
		add("video/x-matroska", "mkv");
		add("video/3gpp", "3gp");
		add("video/x-msvideo", "avi");
	}

	private Kind() {}

	private static void add(String type, String... endings) {
		for (String e : endings) {
			BY_ENDING.put(e, type);
		}
	}

	static boolean isProgram(String name) {
		return PROGRAMS.contains(ending(name));
	}

	private static String ending(String name) {
		return name.substring(name.lastIndexOf('.') + 1).toLowerCase(Locale.ROOT);
	}

	/** The MIME type of a file. It reads how that begins. */
	static String of(File f) {
		if (isProgram(f.getName())) {
			return ANY;
		}
		String type = byOpening(opening(f));
		if (type == null && f.getName().indexOf('.') >= 0) {
			type = BY_ENDING.get(ending(f.getName()));
		}
		return type == null ? ANY : type;
	}

	/** The first bytes of a file, each as a character; none of what cannot be read. */
	private static String opening(File f) {
		StringBuilder out = new StringBuilder();
		try {
			FileInputStream in = new FileInputStream(f);
			try {
				for (int b = in.read(); b >= 0; b = in.read()) {
					out.append((char) b);
					if (out.length() == OPENING) {
						break;
					}
				}
			} finally {
				in.close();
			}
		} catch (IOException e) {
			return "";
		}
		return out.toString();
	}

	private static String byOpening(String s) {
		if (s.startsWith("\u00ff\u00d8\u00ff")) {
			return "image/jpeg";
		}
		if (s.startsWith("\u0089PNG\r\n\u001a\n")) {
			return "image/png";
		}
		if (s.startsWith("GIF87a") || s.startsWith("GIF89a")) {
			return "image/gif";
		}
		return s.startsWith("RIFF") && s.startsWith("WEBP", 8) ? "image/webp" : null;
	}
}
