package httpapi

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"sync"
	"testing"
	"time"

	"mcrpress/chain"
)

// TestReloadUnderLoad publishes snapshots while clients read. In snapshot n
// the score of the one machine is n and its page says n everywhere, so that a
// mixture would show; the tag is that of the bytes.
func TestReloadUnderLoad(t *testing.T) {
	const snapshots = 40
	w := fixture(t, chain.Gen2)
	publish := func(n int) {
		w.put(t, "mcr/1", fmt.Appendf(nil, `{"did":"did:peaq:1","mcr_score":%d,"event_count":%[1]d,"last_updated":%[1]d}`, n))
		w.put(t, "card/1.html", fmt.Appendf(nil, "%0*d", 4000, n))
		w.publish(t, uint64(n))
	}
	publish(1)
	server, base := start(t, w.dir, Options{RatingTTL: 60})
	go server.Watch(t.Context(), time.Millisecond)

	done := make(chan struct{})
	var clients sync.WaitGroup
	for i := range 4 {
		clients.Go(func() {
			for n := 0; ; n++ {
				select {
				case <-done:
					return
				default:
				}
				if i%2 == 0 {
					readRating(t, base+"/mcr/did:peaq:1")
				} else {
					readCard(t, base+"/card/1.html")
				}
			}
		})
	}
	for n := 2; n <= snapshots; n++ {
		publish(n)
		for deadline := time.Now().Add(10 * time.Second); server.sites[0].view.Load().block.Number != uint64(n); time.Sleep(time.Millisecond) {
			if time.Now().After(deadline) {
				t.Fatalf("snapshot %d is not taken up", n)
			}
		}
	}
	close(done)
	clients.Wait()
}

func fetch(t *testing.T, address string) []byte {
	resp, err := client.Get(address)
	if err != nil {
		t.Error(err)
		return nil
	}
	defer resp.Body.Close()
	body, err := io.ReadAll(resp.Body)
	if err != nil || resp.StatusCode != http.StatusOK {
		t.Errorf("%s: %d %v", address, resp.StatusCode, err)
	}
	sum := sha256.Sum256(body)
	if tag := `"` + hex.EncodeToString(sum[:16]) + `"`; resp.Header.Get("ETag") != tag {
		t.Errorf("%s: ETag %s, want %s", address, resp.Header.Get("ETag"), tag)
	}
	return body
}

func readRating(t *testing.T, address string) {
	var m struct {
		Score      int `json:"mcr_score"`
		EventCount int `json:"event_count"`
		Updated    int `json:"last_updated"`
	}
	if err := json.Unmarshal(fetch(t, address), &m); err != nil {
		t.Error(err)
	} else if m.EventCount != m.Score || m.Updated != m.Score {
		t.Errorf("a mixture: %+v", m)
	}
}

func readCard(t *testing.T, address string) {
	var n int
	body := string(fetch(t, address))
	if _, err := fmt.Sscanf(body, "%d", &n); err != nil || len(body) != 4000 {
		t.Errorf("%d bytes: %v", len(body), err)
	}
}

// TestReplacedFile: what replaces a file is answered soon where nobody reloads, and
// at once with its snapshot where somebody does.
func TestReplacedFile(t *testing.T) {
	w := fixture(t, chain.Gen2)
	server, base := start(t, w.dir, Options{})
	card := func(n int) { w.put(t, "card/1.html", fmt.Appendf(nil, "%0*d", 4000, n)) }
	shown := func() (n int) {
		_, err := fmt.Sscanf(string(fetch(t, base+"/card/1.html")), "%d", &n)
		if err != nil {
			t.Fatal(err)
		}
		return n
	}
	card(1)
	if n := shown(); n != 1 {
		t.Fatalf("the first card says %d", n)
	}
	card(2)
	for deadline := time.Now().Add(time.Minute); shown() != 2; time.Sleep(10 * time.Millisecond) {
		if time.Now().After(deadline) {
			t.Fatal("the second card is not shown")
		}
	}
	card(3)
	w.publish(t, 200)
	if changed, err := server.Reload(); !changed || err != nil {
		t.Fatalf("%v %v", changed, err)
	}
	if n := shown(); n != 3 {
		t.Errorf("the third card says %d", n)
	}
}
