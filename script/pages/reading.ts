/**
 * The script of an article's page: it says once that the page was visible for
 * five seconds. What a tab remembers of that stays in the tab.
 */
const visibleFor = 5_000;
const forgetAfter = 30 * 60_000;
const address = document.querySelector<HTMLElement>("[data-views]")?.dataset["views"];

/** remembered is when this tab said so of this page, 0 if never. */
function remembered(): number {
	try {
		return Number(sessionStorage.getItem(`views ${address}`) ?? 0);
	} catch {
		return 0; // storage may be closed to us; a reload counts then
	}
}

function remember(): void {
	try {
		sessionStorage.setItem(`views ${address}`, String(Date.now()));
	} catch {
		// as above
	}
}

let waiting: ReturnType<typeof setTimeout> | undefined;

function look(): void {
	clearTimeout(waiting);
	if (document.visibilityState !== "visible") return;
	waiting = setTimeout(() => {
		document.removeEventListener("visibilitychange", look);
		if (address && navigator.sendBeacon(address)) remember();
	}, visibleFor);
}

if (address && Date.now() - remembered() > forgetAfter) {
	document.addEventListener("visibilitychange", look);
	look();
}
