package register_test

import (
	"strings"
	"testing"

	"golang.org/x/mod/sumdb/note"
	"golang.org/x/mod/sumdb/tlog"

	"adal/internal/register"
)

// The example of c2sp.org/tlog-checkpoint.
const example = "example.com/behind-the-sofa\n20852163\nCsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I=\n"

func TestCheckpointText(t *testing.T) {
	c, err := register.ParseCheckpoint(example)
	if err != nil {
		t.Fatal(err)
	}
	if c.Origin != "example.com/behind-the-sofa" || c.Size != 20852163 || c.Root.String() != "CsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I=" {
		t.Errorf("read %+v", c)
	}
	if c.String() != example {
		t.Errorf("written %q", c.String())
	}
	if more, err := register.ParseCheckpoint(example + "an extension\n"); err != nil || more != c {
		t.Errorf("with an extension: %+v, %v", more, err)
	}
}

func TestCheckpointRefused(t *testing.T) {
	const root = "CsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I="
	for _, text := range []string{
		"", "\n", "a\n", "a\n1\n", "a\n1\n" + root, "\n1\n" + root + "\n", "a\n\n" + root + "\n", "a\n1\n\n", "a\n1\n" + root + "\n\n",
		"a\n01\n" + root + "\n", "a\n-1\n" + root + "\n", "a\n+1\n" + root + "\n", "a\n1.0\n" + root + "\n", "a\n\u0661\n" + root + "\n",
		"a\n9223372036854775808\n" + root + "\n",              // 2⁶³
		"a\n1\n" + root[:42] + "\n", "a\n1\n" + root + "\r\n", // a byte lost, a carriage return
		"a\n1\nCsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2J=\n",     // the last bits are not zero
		"a\n1\nCsUYapGGPo4dkMgIAUqom_Xajj7h2fB2MPA3j2jxq2I=\n",     // of another alphabet
		"a\n1\n0ac5186a91863e8e1d90c808014aa89bf5da8e3ee1d9f076\n", // not base64 of 32 bytes
		"go.sum database tree\n" + root + "\n1\n",                  // in another order
	} {
		if c, err := register.ParseCheckpoint(text); err == nil {
			t.Errorf("%q was read as %+v", text, c)
		}
	}
}

// TestOpenCheckpoint signs with golang.org/x/mod/sumdb/note itself.
func TestOpenCheckpoint(t *testing.T) {
	skey, vkey, err := register.NewKey(origin)
	if err != nil {
		t.Fatal(err)
	}
	signer, _ := note.NewSigner(skey)
	key, _ := note.NewVerifier(vkey)
	sign := func(text string) []byte {
		signed, err := note.Sign(&note.Note{Text: text}, signer)
		if err != nil {
			t.Fatal(err)
		}
		return signed
	}
	want := register.Checkpoint{Origin: origin, Size: 7, Root: tlog.Hash{1, 2, 3}}
	good := sign(want.String())
	if got, err := register.OpenCheckpoint(good, key); err != nil || got != want {
		t.Errorf("opened %+v, %v", got, err)
	}
	if c, err := register.OpenCheckpoint(sign(example), key); err == nil {
		t.Errorf("the checkpoint of another register was opened: %+v", c)
	}
	if c, err := register.OpenCheckpoint(sign(origin+"\nseven\n"), key); err == nil {
		t.Errorf("what is no checkpoint was opened: %+v", c)
	}
	if c, err := register.OpenCheckpoint([]byte(strings.Replace(string(good), "\n7\n", "\n8\n", 1)), key); err == nil {
		t.Errorf("a changed checkpoint was opened: %+v", c)
	}
	_, stranger, err := register.NewKey(origin)
	if err != nil {
		t.Fatal(err)
	}
	other, _ := note.NewVerifier(stranger)
	if c, err := register.OpenCheckpoint(good, other); err == nil {
		t.Errorf("a checkpoint was opened with another key: %+v", c)
	}
}

func FuzzCheckpoint(f *testing.F) {
	f.Add(example)
	f.Add(example + "an extension\n")
	f.Fuzz(func(t *testing.T, text string) {
		c, err := register.ParseCheckpoint(text)
		if err != nil {
			return
		}
		if !strings.HasPrefix(text, c.String()) || c.Size < 0 {
			t.Errorf("%q was read as %q", text, c.String())
		}
	})
}
