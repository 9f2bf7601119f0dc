package headquarters_test

import (
	"strings"
	"testing"

	"adal/internal/charter"
)

// TestTogether: a thing is linked by the seats of its body alone, by the address or the
// number of the other one, and nobody is led away from the office by a form's word.
func TestTogether(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		h.seat = &h.head
		mine := h.plan("Сабақ")
		h.seat = &h.second
		theirs := h.plan("Жиын", "topic", "land")
		id, to := mine[strings.LastIndex(mine, "/")+1:], theirs[strings.LastIndex(theirs, "/")+1:]
		before := h.stands()
		for status, by := range map[int]*charter.Principal{401: nil, 403: &h.monitor} {
			h.seat = by
			h.post("/kk/office/links", status, "from", id, "to", to)
			h.post("/kk/office/links", status, "from", id, "to", to, "do", "part")
		}
		h.seat = &h.second
		h.post("/kk/office/links", 403, "from", id, "to", to) // the item is another headquarters'
		if after := h.stands(); after != before {
			t.Errorf("strangers linked: it was\n%s\nand is\n%s", before, after)
		}
		h.seat = &h.head
		for _, said := range []string{to, strings.ToUpper(to), "HQ-P-2020-0001", "hq-p-2020-0001", "/en/plan/" + to, "https://adal.example/kk/plan/" + to} {
			for _, back := range []string{"", "https://evil.example/office/", "//evil.example/office/", "/kk/news", "javascript:alert(1)"} {
				if at := h.post("/kk/office/links", 303, "from", id, "to", said, "back", back); at != "/kk/office" {
					t.Errorf("%q leads to %s", back, at)
				}
			}
			has(t, h.get(mine, 200), "Жиын")
			if at := h.post("/kk/office/links", 303, "from", id, "to", to, "do", "part", "back", "/office/plan/"+id); at != mine {
				t.Errorf("leads to %s", at)
			}
			if strings.Contains(h.get(mine, 200), "Жиын") {
				t.Errorf("linked by %s and parted, and still together", said)
			}
		}
	})
}

// TestComments: what seats of other bodies say stands under the item in the order in
// which it was said, as text, with whose it is; and the list of plans has what isn't over.
func TestComments(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		h.seat = &h.head
		at := h.plan("Сабақ")
		over := h.plan("Біткені", "topic", "land")
		h.post(over+"/drop", 303, "reason", "Керек емес")
		id := at[strings.LastIndex(at, "/")+1:]
		h.seat = &h.monitor
		page := h.get("/kk/office/plans", 200)
		if has(t, page, "Сабақ"); strings.Contains(page, "Біткені") {
			t.Error("what is over is on the list")
		}
		h.post("/kk/office/plans/"+id, 303, "text", "Бірінші <script>alert(1)</script>")
		h.seat = &h.second
		h.post("/kk/office/plans/"+id, 303, "text", "Екінші\n\n сөз")
		h.post("/kk/office/plans/nowhere", 404, "text", "x")
		h.seat = nil
		page = h.get("/ru/plan/"+id, 200)
		has(t, page, "Бірінші &lt;script&gt;", "Екінші сөз", "Мониторингтік топ", "Республикалық штаб")
		if strings.Index(page, "Бірінші") > strings.Index(page, "Екінші") {
			t.Error("the second comes first")
		}
		h.seat = &h.head
		has(t, h.get(at, 200), "Екінші сөз") // whose plan it is reads them at work
	})
}
