//go:build linux && (amd64 || arm64)

package capture

// What is in this file is linux/videodev2.h of Linux 6.1 on machines of 64 bits; TestABI compares it with the header of the machine that tests. Arguments of
// ioctl are C's, byte by byte.

// Requests.
const (
	vidiocQuerycap  = 0x80685600
	vidiocEnumFmt   = 0xc0405602
	vidiocSFmt      = 0xc0d05605
	vidiocReqbufs   = 0xc0145608
	vidiocQuerybuf  = 0xc0585609
	vidiocQbuf      = 0xc058560f
	vidiocDqbuf     = 0xc0585611
	vidiocStreamon  = 0x40045612
	vidiocStreamoff = 0x40045613
	vidiocSParm     = 0xc0cc5616
)

const (
	bufTypeVideoCapture = 1
	memoryMmap          = 1
	fieldNone           = 1

	capVideoCapture = 0x00000001
	capStreaming    = 0x04000000
	capDeviceCaps   = 0x80000000

	bufFlagError         = 0x00000040
	bufFlagTimestampMask = 0x0000e000
	bufFlagMonotonic     = 0x00002000

	pixYUYV  = 'Y' | 'U'<<8 | 'Y'<<16 | 'V'<<24
	pixMJPEG = 'M' | 'J'<<8 | 'P'<<16 | 'G'<<24
)

// v4l2Capability is struct v4l2_capability, 104 bytes.
type v4l2Capability struct {
	Driver       [16]byte
	Card         [32]byte
	BusInfo      [32]byte
	Version      uint32
	Capabilities uint32
	DeviceCaps   uint32
	_            [3]uint32
}

// v4l2Fmtdesc is struct v4l2_fmtdesc, 64 bytes.
type v4l2Fmtdesc struct {
	Index       uint32
	Type        uint32
	Flags       uint32
	Description [32]byte
	PixelFormat uint32
	MbusCode    uint32
	_           [3]uint32
}

// v4l2Format is struct v4l2_format with struct v4l2_pix_format in its union, 208 bytes.
type v4l2Format struct {
	Type         uint32
	_            uint32
	Width        uint32
	Height       uint32
	PixelFormat  uint32
	Field        uint32
	BytesPerLine uint32
	SizeImage    uint32
	Colorspace   uint32
	Priv         uint32
	Flags        uint32
	YcbcrEnc     uint32
	Quantization uint32
	XferFunc     uint32
	_            [152]byte
}

// v4l2Requestbuffers is struct v4l2_requestbuffers, 20 bytes.
type v4l2Requestbuffers struct {
	Count        uint32
	Type         uint32
	Memory       uint32
	Capabilities uint32
	_            [4]byte
}

// v4l2Buffer is struct v4l2_buffer, 88 bytes.
type v4l2Buffer struct {
	Index     uint32
	Type      uint32
	BytesUsed uint32
	Flags     uint32
	Field     uint32
	_         uint32
	Sec       int64
	Usec      int64
	_         [16]byte // timecode
	Sequence  uint32
	Memory    uint32
	Offset    uint64 // of the union only the lower half is used
	Length    uint32
	_         uint32
	RequestFd int32
	_         uint32
}

// v4l2Streamparm is struct v4l2_streamparm with struct v4l2_captureparm in its union, 204 bytes.
type v4l2Streamparm struct {
	Type        uint32
	Capability  uint32
	CaptureMode uint32
	Numerator   uint32 // of seconds a picture
	Denominator uint32
	_           [184]byte
}
