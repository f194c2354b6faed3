// The only script of the pages. It reads data attributes and writes text, never markup.
let jumped = "";
let choose;

export default function ({ data, setTriggerValue }) {
  choose = (address) => setTriggerValue("chosen", address);
  document.documentElement.lang = "zh-CN";
  document.addEventListener("click", onClick);
  if (data.jump && data.jump !== jumped) {
    reveal();
  }
  jumped = data.jump;
  return () => document.removeEventListener("click", onClick);
}

function onClick(event) {
  const button = event.target.closest("button[data-copy]");
  if (button) {
    copy(button);
  }
  const plain = !(event.ctrlKey || event.metaKey || event.shiftKey || event.button);
  const choice = event.target.closest("a[data-choose]");
  if (choice && plain) {
    event.preventDefault();
    choose(choice.dataset.choose);
  }
  const cited = event.target.closest("a[data-hit]");
  const card = cited && plain && cardOf(cited.dataset.hit);
  if (card) {
    event.preventDefault();
    card.scrollIntoView();
    focus(card);
  }
  const link = event.target.closest("a[data-jump]");
  const heading = link && document.querySelector(`[data-at="${Number(link.dataset.jump)}"]`);
  if (heading && plain) {
    event.preventDefault();
    history.replaceState(history.state, "", link.href);
    link.closest("nav").querySelector("details").open = false;
    heading.scrollIntoView();
    focus(heading);
  }
}

// The hit of that rank.
function cardOf(rank) {
  const ranks = [...document.querySelectorAll(".card .rank")];
  return ranks.find((each) => each.textContent === rank)?.closest(".card");
}

// The text may be drawn after this script has run.
function reveal(tries = 300) {
  const place = document.querySelector(".document mark");
  if (place) {
    const current = [...document.querySelectorAll(".document nav [aria-current]")].pop();
    current?.scrollIntoView({ block: "nearest" });
    place.scrollIntoView({ block: "center" });
    focus(place.closest("p, tr, h1, h2, h3, h4, h5, h6"));
  } else if (tries) {
    requestAnimationFrame(() => reveal(tries - 1));
  }
}

// So that the keyboard and a screen reader go on from here.
function focus(element) {
  element.tabIndex = -1;
  element.focus({ preventScroll: true });
}

async function copy(button) {
  const label = button.textContent;
  button.textContent = (await write(button.dataset.copy)) ? "已复制" : "复制不了，请手工选取";
  setTimeout(() => (button.textContent = label), 2000);
}

// navigator.clipboard exists only with https or on this very machine; an intranet has neither.
async function write(text) {
  try {
    await navigator.clipboard.writeText(text);
    return true;
  } catch {
    const field = document.body.appendChild(document.createElement("textarea"));
    field.value = text;
    field.select();
    const done = document.execCommand("copy");
    field.remove();
    return done;
  }
}
