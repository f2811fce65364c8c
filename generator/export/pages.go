package export

import (
	"github.com/klauspost/compress/zstd"
	"github.com/parquet-go/parquet-go"
	codec "github.com/parquet-go/parquet-go/compress/zstd"
)

// The pages of a column have some 64 kB each, and compressed wait for the end of
// their row group in pieces of 4 kB.
const (
	pageBytes  = 1 << 16
	pieceBytes = 1 << 12
)

// pages compresses pages. An encoder of the codec's own would hold 16 MB, for
// windows larger than any page.
type pages struct {
	codec.Codec
	encoder *zstd.Encoder
}

// newPages begins the pages of one file. The fastest level makes small pages
// smaller than the default one does.
func newPages() ([]parquet.WriterOption, error) {
	encoder, err := zstd.NewWriter(nil, zstd.WithEncoderLevel(zstd.SpeedFastest), zstd.WithEncoderConcurrency(1),
		zstd.WithWindowSize(2*pageBytes), zstd.WithZeroFrames(true), zstd.WithEncoderCRC(false))
	return []parquet.WriterOption{
		parquet.PageBufferSize(pageBytes),
		parquet.ColumnPageBuffers(parquet.NewChunkBufferPool(pieceBytes)),
		parquet.Compression(&pages{encoder: encoder}),
		parquet.DataPageStatistics(false),
	}, err
}

// Encode implements compress.Codec.
func (p *pages) Encode(dst, src []byte) ([]byte, error) {
	return p.encoder.EncodeAll(src, dst[:0]), nil
}
