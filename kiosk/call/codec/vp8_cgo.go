//go:build cgo

package codec

/*
#cgo pkg-config: vpx
#include <stdlib.h>
#include <string.h>
#include <vpx/vpx_encoder.h>
#include <vpx/vpx_decoder.h>
#include <vpx/vp8cx.h>
#include <vpx/vp8dx.h>

typedef struct {
	vpx_codec_ctx_t context;
	vpx_codec_enc_cfg_t config;
} encoder;

// The names of vpx/vp8cx.h are macros with types of their own, and so cannot be called from Go.
static vpx_codec_err_t encoder_open(encoder *e, int width, int height, int fps, int kbit) {
	vpx_codec_err_t err = vpx_codec_enc_config_default(vpx_codec_vp8_cx(), &e->config, 0);
	if (err) return err;
	vpx_codec_enc_cfg_t *c = &e->config;
	c->g_w = width;
	c->g_h = height;
	c->g_threads = 1;
	c->g_timebase.num = 1;
	c->g_timebase.den = 90000;
	c->g_lag_in_frames = 0;
	c->g_error_resilient = VPX_ERROR_RESILIENT_DEFAULT;
	c->g_pass = VPX_RC_ONE_PASS;
	c->rc_end_usage = VPX_CBR;
	c->rc_target_bitrate = kbit;
	c->rc_undershoot_pct = 100;
	c->rc_overshoot_pct = 15;
	c->rc_buf_sz = 1000;
	c->rc_buf_initial_sz = 500;
	c->rc_buf_optimal_sz = 600;
	c->rc_dropframe_thresh = 30;
	c->rc_min_quantizer = 2;
	c->rc_max_quantizer = 56;
	c->kf_mode = VPX_KF_AUTO;
	c->kf_max_dist = 3000;
	err = vpx_codec_enc_init(&e->context, vpx_codec_vp8_cx(), c, 0);
	if (err) return err;
	// A key frame takes at most half of what the buffer holds: 0.5 × 600 ms of frames, in percent of one of them.
	unsigned intra = 600 * fps / 20;
	if (intra < 300) intra = 300;
	if ((err = vpx_codec_control_(&e->context, VP8E_SET_CPUUSED, -15))) return err;
	if ((err = vpx_codec_control_(&e->context, VP8E_SET_STATIC_THRESHOLD, 1))) return err;
	if ((err = vpx_codec_control_(&e->context, VP8E_SET_NOISE_SENSITIVITY, 0))) return err;
	if ((err = vpx_codec_control_(&e->context, VP8E_SET_TOKEN_PARTITIONS, 0))) return err;
	return vpx_codec_control_(&e->context, VP8E_SET_MAX_INTRA_BITRATE_PCT, intra);
}

static vpx_codec_err_t encoder_bitrate(encoder *e, int kbit) {
	e->config.rc_target_bitrate = kbit;
	return vpx_codec_enc_config_set(&e->context, &e->config);
}

// Only the last picture is referred to: a sixth less time a picture than with VP8's golden and alternative ones too, for 0.08 dB (640 × 480 at 800 kbit/s), and what
// is repaired after a loss depends on nothing older. A key frame refreshes all three whatever the flags say.
enum { LAST_ONLY = VP8_EFLAG_NO_REF_GF | VP8_EFLAG_NO_REF_ARF | VP8_EFLAG_NO_UPD_GF | VP8_EFLAG_NO_UPD_ARF };

// The pictures of Go are used during the call only: without lag the encoder copies them.
static vpx_codec_err_t encoder_encode(encoder *e, unsigned char *y, unsigned char *cb, unsigned char *cr, int ystride, int cstride,
		long long at, long long length, int key) {
	vpx_image_t picture;
	if (!vpx_img_wrap(&picture, VPX_IMG_FMT_I420, e->config.g_w, e->config.g_h, 1, y)) return VPX_CODEC_MEM_ERROR;
	picture.planes[VPX_PLANE_Y] = y;
	picture.planes[VPX_PLANE_U] = cb;
	picture.planes[VPX_PLANE_V] = cr;
	picture.stride[VPX_PLANE_Y] = ystride;
	picture.stride[VPX_PLANE_U] = cstride;
	picture.stride[VPX_PLANE_V] = cstride;
	return vpx_codec_encode(&e->context, &picture, at, length, LAST_ONLY | (key ? VPX_EFLAG_FORCE_KF : 0), VPX_DL_REALTIME);
}

static const void *encoder_packet(encoder *e, vpx_codec_iter_t *next, size_t *size, int *key) {
	const vpx_codec_cx_pkt_t *p;
	while ((p = vpx_codec_get_cx_data(&e->context, next))) {
		if (p->kind != VPX_CODEC_CX_FRAME_PKT) continue;
		*size = p->data.frame.sz;
		*key = (p->data.frame.flags & VPX_FRAME_IS_KEY) != 0;
		return p->data.frame.buf;
	}
	return 0;
}

static vpx_codec_err_t decoder_open(vpx_codec_ctx_t *context) {
	vpx_codec_dec_cfg_t config = {.threads = 1};
	return vpx_codec_dec_init(context, vpx_codec_vp8_dx(), &config, 0);
}

// decoder_decode feeds a frame and says which picture came out of it, 0 for none. The picture is the decoder's until the next call.
static vpx_codec_err_t decoder_decode(vpx_codec_ctx_t *context, const unsigned char *frame, unsigned size, vpx_image_t **picture) {
	vpx_codec_err_t err = vpx_codec_decode(context, frame, size, 0, 0);
	vpx_codec_iter_t next = 0;
	vpx_image_t *p;
	*picture = 0;
	while ((p = vpx_codec_get_frame(context, &next))) *picture = p;
	return err;
}
*/
import "C"

import (
	"fmt"
	"image"
	"runtime"
	"time"
	"unsafe"

	"buergerterminal/kiosk/call/picture"
)

// VideoEncoder makes VP8 frames of pictures. One goroutine uses it at a time.
type VideoEncoder struct {
	c      *C.encoder // in C's memory, for libvpx keeps pointers into it
	config VideoConfig
	key    bool  // the next frame is a key frame
	last   int64 // time of the last picture, in the stream's clock
	frame  []byte
}

// clock is the number of ticks a second of a video stream.
const clock = 90000

// NewVideoEncoder makes an encoder whose first frame is a key frame. The errors are ErrSize, and those of libvpx.
func NewVideoEncoder(c VideoConfig) (*VideoEncoder, error) {
	if !c.valid() {
		return nil, fmt.Errorf("%w: %+v", ErrSize, c)
	}
	e := &VideoEncoder{c: (*C.encoder)(C.calloc(1, C.sizeof_encoder)), config: c, last: -1}
	if err := C.encoder_open(e.c, C.int(c.Width), C.int(c.Height), C.int(c.FPS), kbit(c.Bitrate)); err != 0 {
		e.Close()
		return nil, vpxError("encoder", err)
	}
	runtime.SetFinalizer(e, (*VideoEncoder).Close)
	return e, nil
}

// kbit is a rate in libvpx's unit, which must not be 0.
func kbit(bitrate int) C.int { return C.int(max(bitrate/1000, 1)) }

// Encode encodes a 4:2:0 picture of the encoder's size that was taken at a time since the beginning of the stream. A time that does not advance counts as one
// tick after the last one. The error is ErrSize, ErrClosed or libvpx's.
func (e *VideoEncoder) Encode(picture *image.YCbCr, at time.Duration) (VideoFrame, error) {
	if e.c == nil {
		return VideoFrame{}, ErrClosed
	}
	if picture.Rect.Dx() != e.config.Width || picture.Rect.Dy() != e.config.Height || picture.SubsampleRatio != image.YCbCrSubsampleRatio420 {
		return VideoFrame{}, fmt.Errorf("%w: %v in an encoder for %d × %d", ErrSize, picture.Rect, e.config.Width, e.config.Height)
	}
	e.last = max(int64(at*clock/time.Second), e.last+1)
	err := C.encoder_encode(e.c, plane(picture.Y), plane(picture.Cb), plane(picture.Cr), C.int(picture.YStride), C.int(picture.CStride),
		C.longlong(e.last), C.longlong(clock/e.config.FPS), truth(e.key))
	if err != 0 {
		return VideoFrame{}, vpxError("encode", err)
	}
	return e.take(), nil
}

// take is what the encoder made of the last picture.
func (e *VideoEncoder) take() VideoFrame {
	var next C.vpx_codec_iter_t
	var size C.size_t
	var key C.int
	e.frame = e.frame[:0]
	for {
		data := C.encoder_packet(e.c, &next, &size, &key)
		if data == nil {
			break
		}
		e.frame = append(e.frame, unsafe.Slice((*byte)(data), int(size))...)
	}
	if len(e.frame) > 0 && key != 0 {
		e.key = false
	}
	return VideoFrame{Data: e.frame, Key: len(e.frame) > 0 && key != 0}
}

// ForceKeyFrame makes the next frame one that can be decoded alone.
func (e *VideoEncoder) ForceKeyFrame() { e.key = true }

// SetBitrate changes the rate, in bit/s, from the next frame on, without a key frame.
func (e *VideoEncoder) SetBitrate(bitrate int) error {
	if e.c == nil {
		return ErrClosed
	}
	if bitrate == e.config.Bitrate {
		return nil
	}
	if err := C.encoder_bitrate(e.c, kbit(bitrate)); err != 0 {
		return vpxError("bitrate", err)
	}
	e.config.Bitrate = bitrate
	return nil
}

// Config is what the encoder works by now.
func (e *VideoEncoder) Config() VideoConfig { return e.config }

// Close gives the encoder's memory back. It may be called again.
func (e *VideoEncoder) Close() {
	if e.c == nil {
		return
	}
	C.vpx_codec_destroy(&e.c.context)
	C.free(unsafe.Pointer(e.c))
	e.c = nil
	runtime.SetFinalizer(e, nil)
}

// VideoDecoder makes pictures of VP8 frames. One goroutine uses it at a time.
type VideoDecoder struct {
	c       *C.vpx_codec_ctx_t
	started bool // a key frame was decoded
}

// NewVideoDecoder makes a decoder, which begins with the first key frame.
func NewVideoDecoder() (*VideoDecoder, error) {
	d := &VideoDecoder{c: (*C.vpx_codec_ctx_t)(C.calloc(1, C.sizeof_vpx_codec_ctx_t))}
	if err := C.decoder_open(d.c); err != 0 {
		d.Close()
		return nil, vpxError("decoder", err)
	}
	runtime.SetFinalizer(d, (*VideoDecoder).Close)
	return d, nil
}

// Decode decodes a frame into a picture, which it makes where the one given (nil too) does not fit. A nil picture without an error is a frame that
// shows none. Errors: ErrCorrupt, ErrSize and ErrClosed; after one of the first two only a key frame is accepted.
func (d *VideoDecoder) Decode(frame []byte, into *image.YCbCr) (*image.YCbCr, error) {
	if d.c == nil {
		return nil, ErrClosed
	}
	if err := admit(frame); err != nil {
		d.started = false
		return nil, err
	}
	if !d.started && !IsKeyFrame(frame) {
		return nil, fmt.Errorf("%w: no key frame came before", ErrCorrupt)
	}
	var decoded *C.vpx_image_t
	err := C.decoder_decode(d.c, plane(frame), C.uint(len(frame)), &decoded)
	d.started = err == 0
	if err != 0 {
		return nil, fmt.Errorf("%w: %s", ErrCorrupt, C.GoString(C.vpx_codec_err_to_string(err)))
	}
	if decoded == nil {
		return nil, nil
	}
	return copyOut(decoded, into), nil
}

// copyOut copies libvpx's picture.
func copyOut(p *C.vpx_image_t, into *image.YCbCr) *image.YCbCr {
	width, height := int(p.d_w), int(p.d_h)
	into = picture.Fit(into, width, height)
	for i, to := range [][]byte{into.Y, into.Cb, into.Cr} {
		w, h, stride := width, height, into.YStride
		if i > 0 {
			w, h, stride = (width+1)/2, (height+1)/2, into.CStride
		}
		from := unsafe.Slice((*byte)(p.planes[i]), (h-1)*int(p.stride[i])+w)
		picture.Rows(to, stride, from, int(p.stride[i]), w, h)
	}
	return into
}

// Close gives the decoder's memory, and with it the last picture, back. It may be called again.
func (d *VideoDecoder) Close() {
	if d.c == nil {
		return
	}
	C.vpx_codec_destroy(d.c)
	C.free(unsafe.Pointer(d.c))
	d.c = nil
	runtime.SetFinalizer(d, nil)
}

func plane(b []byte) *C.uchar { return (*C.uchar)(unsafe.Pointer(unsafe.SliceData(b))) }

func truth(b bool) C.int {
	if b {
		return 1
	}
	return 0
}

func vpxError(doing string, err C.vpx_codec_err_t) error {
	return fmt.Errorf("codec: %s: %s", doing, C.GoString(C.vpx_codec_err_to_string(err)))
}
