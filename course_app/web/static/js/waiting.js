// Look again for what is being made, and go there when it is ready. Without script a button does the same: a page that
// reloads itself on a timer takes the reader's place away.

const PAUSE = 2000;
const MOST = 90;
const STILL_MADE = 202;

export function start(status) {
  let looks = 0;

  async function look() {
    looks += 1;
    try {
      const answer = await fetch(location.href, { method: "HEAD", cache: "no-store", redirect: "manual" });
      if (answer.status !== STILL_MADE) {
        status.textContent = status.dataset.waiting;
        location.replace(location.href);
        return;
      }
    } catch {
      // Off line: the next look may find the way.
    }
    if (looks < MOST) setTimeout(look, PAUSE);
  }

  setTimeout(look, PAUSE);
}
