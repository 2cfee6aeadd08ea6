package layout

// signPath returns the path of a sign on the 24 grid: one stroke, round caps and joins, no fill.
// The paths are those of the look's icons (look/icons/*.svg). An unknown name has no path and is not drawn.
func signPath(name string) string {
	switch name {
	case "accessibility":
		return "M12 21a9 9 0 1 0 0-18 9 9 0 0 0 0 18ZM7 10l5 1.2L17 10M12 11.2v2.8l-2.5 4M12 14l2.5 4M12 7.3v.01"
	case "arrow":
		return "M4 12h16M13 5l7 7-7 7"
	case "back":
		return "M20 12H4M11 5l-7 7 7 7"
	case "backspace":
		return "M8.5 5H20a1.5 1.5 0 0 1 1.5 1.5v11A1.5 1.5 0 0 1 20 19H8.5l-6-7 6-7ZM11.5 9.5l5 5M16.5 9.5l-5 5"
	case "bell":
		return "M6 16.5V11a6 6 0 0 1 12 0v5.5l1.5 2h-15l1.5-2ZM10 21.5h4M12 3v2"
	case "camera":
		return "M4 6h9.5A1.5 1.5 0 0 1 15 7.5v9a1.5 1.5 0 0 1-1.5 1.5H4a1.5 1.5 0 0 1-1.5-1.5v-9A1.5 1.5 0 0 1 4 6ZM15 10.5l6.5-3v9l-6.5-3v-3Z"
	case "car":
		return "M2.5 16.5V13L5 11.5l1.7-4.6A2 2 0 0 1 8.6 5.5h6.8a2 2 0 0 1 1.9 1.4L19 11.5l2.5 1.5v3.5a1 1 0 0 1-1 1h-17a1 1 0 0 1-1-1ZM5 11.5h14M6 17.5v2M18 17.5v2M6.3 14.4h1.2M16.5 14.4h1.2"
	case "card":
		return "M4 5h16a1.5 1.5 0 0 1 1.5 1.5v11A1.5 1.5 0 0 1 20 19H4a1.5 1.5 0 0 1-1.5-1.5v-11A1.5 1.5 0 0 1 4 5ZM6 9.5h4.5v4H6v-4ZM14 15.5h4M14 10h4"
	case "chat":
		return "M4 4.5h16a1 1 0 0 1 1 1v10.5a1 1 0 0 1-1 1h-8.5L7 21v-4H4a1 1 0 0 1-1-1V5.5a1 1 0 0 1 1-1ZM7.5 9h9M7.5 12.5h6"
	case "check":
		return "M4.5 12.5l5 5L19.5 7"
	case "clock":
		return "M12 21a9 9 0 1 0 0-18 9 9 0 0 0 0 18ZM12 7v5l3.5 2.5"
	case "close":
		return "M6 6l12 12M18 6L6 18"
	case "contrast":
		return "M12 21a9 9 0 1 0 0-18 9 9 0 0 0 0 18ZM12 3v18M12 7h5.5M12 11h8.8M12 15h8"
	case "document":
		return "M6 3h8l4.5 4.5V21H6V3ZM13.5 3v5h5M9.5 12.5h5.5M9.5 16.5h5.5"
	case "dog":
		return "M3 8.5C3 11 4.5 12 6.5 12v8.5h3V16h5v4.5h3V13l1.5-2H21a1 1 0 0 0 1-1V8l-3.5-1L17 4l-2.5 3.5-1.5 3H7C4.5 10.5 3.5 10 3 8.5ZM18.3 8.7v.01"
	case "down":
		return "M12 4v16M5 13l7 7 7-7"
	case "easy": // somebody reads; for Leichte Sprache, and ours: the European logo is for texts that were tested
		return "M12 8.5a3 3 0 1 0 0-6 3 3 0 0 0 0 6ZM12 21.5V13.5c-2-1.5-5-2-8.5-2V19.5c3.5 0 6.5 .5 8.5 2ZM12 21.5c2-1.5 5-2 8.5-2V11.5c-3.5 0-6.5 .5-8.5 2"
	case "end-call":
		return "M2.5 15c0-4.5 4.3-7 9.5-7s9.5 2.5 9.5 7v.5a1 1 0 0 1-1 1H17a1 1 0 0 1-1-.8l-.5-2.4a11 11 0 0 0-7 0L8 15.7a1 1 0 0 1-1 .8H3.5a1 1 0 0 1-1-1V15Z"
	case "enter":
		return "M20 5v8.5H4.5M9.5 8.5l-5 5 5 5"
	case "family":
		return "M8 10.5a3 3 0 1 0 0-6 3 3 0 0 0 0 6ZM2.5 20v-1.5a5.5 5.5 0 0 1 11 0V20M17.5 13.5a2.2 2.2 0 1 0 0-4.4 2.2 2.2 0 0 0 0 4.4ZM16 16.6a4 4 0 0 1 5.8 3.4"
	case "hand":
		return "M9 12.5V5.2a1.7 1.7 0 0 1 3.4 0v5.3l5.2 1.2a2 2 0 0 1 1.5 2.2l-.7 4.6a2.5 2.5 0 0 1-2.5 2.1h-4.2a3 3 0 0 1-2.4-1.2l-4.5-6a1.7 1.7 0 0 1 2.6-2.1L9 12.5Z"
	case "help-person":
		return "M8.5 12a3.5 3.5 0 1 0 0-7 3.5 3.5 0 0 0 0 7ZM2 20.5a6.5 6.5 0 0 1 13 0M15 3.5h7v6h-3l-2.5 2.5V9.5H15V3.5Z"
	case "house":
		return "M3.5 11.5L12 4l8.5 7.5M6 9.5V20h12V9.5M10 20v-6h4v6"
	case "id":
		return "M4 5h16a1.5 1.5 0 0 1 1.5 1.5v11A1.5 1.5 0 0 1 20 19H4a1.5 1.5 0 0 1-1.5-1.5v-11A1.5 1.5 0 0 1 4 5ZM8.5 11.8a1.9 1.9 0 1 0 0-3.8 1.9 1.9 0 0 0 0 3.8ZM5.5 16a3 3 0 0 1 6 0M15 9.5h3.5M15 13h3.5"
	case "info":
		return "M12 21a9 9 0 1 0 0-18 9 9 0 0 0 0 18ZM12 11v5.5M12 7.6v.01"
	case "language":
		return "M12 21a9 9 0 1 0 0-18 9 9 0 0 0 0 18ZM3 12h18M12 3c2.6 2.6 3.9 5.6 3.9 9s-1.3 6.4-3.9 9c-2.6-2.6-3.9-5.6-3.9-9s1.3-6.4 3.9-9Z"
	case "left":
		return "M14.5 5l-7 7 7 7"
	case "lock":
		return "M6 10.5h12a1 1 0 0 1 1 1V20a1 1 0 0 1-1 1H6a1 1 0 0 1-1-1v-8.5a1 1 0 0 1 1-1ZM8 10.5V7.5a4 4 0 0 1 8 0v3M12 14.7v2.3"
	case "microphone-off":
		return "M9 9v2.5a3 3 0 0 0 4.5 2.6M15 10.5v-4a3 3 0 0 0-5.7-1.3M5.5 11.5a6.5 6.5 0 0 0 10.3 5.3M18.5 11.5c0 .9-.2 1.8-.5 2.6M12 18v3M8.5 21h7M3.5 3.5l17 17"
	case "microphone":
		return "M12 14.5a3 3 0 0 0 3-3v-5a3 3 0 0 0-6 0v5a3 3 0 0 0 3 3ZM5.5 11.5a6.5 6.5 0 0 0 13 0M12 18v3M8.5 21h7"
	case "minus":
		return "M4.5 12h15"
	case "moon":
		return "M20 14.5A8.5 8.5 0 0 1 9.5 4 8.5 8.5 0 1 0 20 14.5Z"
	case "network":
		return "M3 9.5a13 13 0 0 1 18 0M6.2 13a8.5 8.5 0 0 1 11.6 0M9.3 16.3a4.2 4.2 0 0 1 5.4 0M12 19.7v.01"
	case "outbox":
		return "M4 13v6a1 1 0 0 0 1 1h14a1 1 0 0 0 1-1v-6M12 15.5v-12M7 8.5l5-5 5 5"
	case "pause": // ours, as play and signing are
		return "M8 5v14M16 5v14"
	case "pen":
		return "M4 20l1-4.5L16.3 4.2l3.5 3.5L8.5 19 4 20ZM13.5 7l3.5 3.5"
	case "phone":
		return "M6.5 3.5H9l1.7 4.7-2 1.8a12 12 0 0 0 5.3 5.3l1.8-2 4.7 1.7v2.5a3 3 0 0 1-3 3A14 14 0 0 1 3.5 6.5a3 3 0 0 1 3-3Z"
	case "play":
		return "M7 4.5v15l12.5-7.5L7 4.5Z"
	case "plus":
		return "M12 4.5v15M4.5 12h15"
	case "print":
		return "M7 9V3.5h10V9M7 17H4.5a1 1 0 0 1-1-1v-6a1 1 0 0 1 1-1h15a1 1 0 0 1 1 1v6a1 1 0 0 1-1 1H17M7 14h10v6.5H7V14Z"
	case "repeat":
		return "M20 12a8 8 0 1 1-2.3-5.6L20 8.5M20 3.5v5h-5"
	case "right":
		return "M9.5 5l7 7-7 7"
	case "scan":
		return "M4 8V5a1 1 0 0 1 1-1h3M16 4h3a1 1 0 0 1 1 1v3M20 16v3a1 1 0 0 1-1 1h-3M8 20H5a1 1 0 0 1-1-1v-3M2.5 12h19"
	case "search":
		return "M10.5 17.5a7 7 0 1 0 0-14 7 7 0 0 0 0 14ZM15.7 15.7L21 21"
	case "shift":
		return "M12 4l-8.5 9H8v6.5h8V13h4.5L12 4Z"
	case "sign":
		return "M3 21h18M4 16.5c3-4.5 5.5-12 8-12 3 0-3.5 12-1.5 12 1.5 0 2.5-4.5 4-4.5 1.2 0-.5 4 1 4 1.3 0 1.7-1.5 4-1.5"
	case "speech":
		return "M3.5 9.5v5H7l5 4v-13l-5 4H3.5ZM15.5 9a4.2 4.2 0 0 1 0 6M18.2 6.3a8 8 0 0 1 0 11.4"
	case "signing":
		return "M6.5 12.5V6.8a1.3 1.3 0 0 1 2.6 0V11M9.1 11V4.8a1.3 1.3 0 0 1 2.6 0V11M11.7 11V5.5a1.3 1.3 0 0 1 2.6 0V11.5M14.3 11.5V8a1.3 1.3 0 0 1 2.6 0V15a6 6 0 0 1-6 6h-.4a6 6 0 0 1-5-2.7L2.5 13.7a1.4 1.4 0 0 1 2.2-1.6l1.8 1.9M19 3.5a6.5 6.5 0 0 1 2.5 5M18.5 7a3.5 3.5 0 0 1 1 2"
	case "tool":
		return "M20.5 7.5l-3.5 3.5-4-4L16.5 3.5a5 5 0 0 0-6.3 6.3L3.8 16.2a2.5 2.5 0 0 0 4 4l6.4-6.4a5 5 0 0 0 6.3-6.3Z"
	case "turn":
		return "M4.5 11.5h8a1 1 0 0 1 1 1V20a1 1 0 0 1-1 1h-8a1 1 0 0 1-1-1v-7.5a1 1 0 0 1 1-1ZM9 4.5h4.5a5 5 0 0 1 5 5V15M15 11.5l3.5 3.5 3.5-3.5"
	case "warning":
		return "M12 3.5L2.5 20h19L12 3.5ZM12 10v4.5M12 17.2v.01"
	case "work":
		return "M4 8h16a1 1 0 0 1 1 1v9.5a1 1 0 0 1-1 1H4a1 1 0 0 1-1-1V9a1 1 0 0 1 1-1ZM8.5 8V4.5h7V8M3 13.5h18M12 12.5v2"
	case "zoom":
		return "M10.5 17.5a7 7 0 1 0 0-14 7 7 0 0 0 0 14ZM15.7 15.7L21 21M10.5 7.7v5.6M7.7 10.5h5.6"
	}
	return ""
}
