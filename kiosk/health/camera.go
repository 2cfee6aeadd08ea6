package health

// cameraEntries are those of the camera of calls. The citizen reads on the call's own page that there is no picture.
func cameraEntries() []Entry {
	return []Entry{
		{"camera.absent", Notice, "", Text{"Keine Kamera", "No camera"},
			Text{"Unter dem Pfad der Konfiguration ist keine Kamera. Gespräche gehen ohne Bild vom Terminal.", "There is no camera at the path of the configuration. Calls go on without the terminal's picture."},
			Text{"Kamera einstecken. Mit „ls /dev/v4l/by-id“ den Pfad vergleichen.", "Plug the camera in. Compare the path with “ls /dev/v4l/by-id”."}, nil},
		{"camera.unplugged", Notice, "", Text{"Kamera abgezogen", "Camera unplugged"},
			Text{"Die Kamera verschwand während eines Gesprächs: Stecker, Kabel, oder zu wenig Strom am USB-Anschluss.", "The camera vanished during a call: plug, cable, or too little power at the USB port."},
			Text{"Stecker und Kabel prüfen, einen anderen USB-Anschluss nehmen. Die Kamera kommt von selbst wieder.", "Check plug and cable, take another USB port. The camera comes back by itself."}, []string{"camera.absent"}},
		{"camera.busy", Notice, "", Text{"Kamera belegt", "Camera in use"},
			Text{"Ein anderes Programm hat die Kamera offen.", "Another program has the camera open."},
			Text{"Mit „fuser -v“ und dem Pfad der Kamera das Programm finden und beenden.", "Find the program with “fuser -v” and the camera's path, and end it."}, nil},
		{"camera.denied", Notice, "", Text{"Kein Recht auf die Kamera", "No permission for the camera"},
			Text{"Der Benutzer des Terminals darf die Kamera nicht öffnen.", "The terminal's user may not open the camera."},
			Text{"Den Benutzer in die Gruppe video aufnehmen und das Terminal neu starten.", "Add the user to the group video and restart the terminal."}, nil},
		{"camera.unsupported", Notice, "", Text{"Kamera ungeeignet", "Camera unsuitable"},
			Text{"Unter dem Pfad ist keine Kamera, oder eine, die weder YUYV noch MJPEG gibt.", "There is no camera at the path, or one that gives neither YUYV nor MJPEG."},
			Text{"Mit „v4l2-ctl --list-formats-ext“ ansehen, was sie gibt. Viele Kameras haben mehrere Pfade; meist ist der erste richtig.", "Look with “v4l2-ctl --list-formats-ext” at what it gives. Many cameras have several paths; mostly the first is right."}, nil},
		{"camera.silent", Notice, "", Text{"Kamera gibt kein Bild", "Camera gives no picture"},
			Text{"Die Kamera läuft, aber kein Bild kommt: überlasteter USB-Anschluss oder hängende Kamera.", "The camera runs, but no picture comes: overloaded USB port or stuck camera."},
			Text{"Kamera aus- und einstecken. Bleibt es so, an einem eigenen USB-Anschluss ohne Verteiler betreiben.", "Plug the camera out and in. If it stays so, use a USB port of its own without a hub."}, []string{"camera.unplugged"}},
	}
}
