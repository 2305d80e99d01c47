class PhotoCard extends HTMLElement {
  connectedCallback() {
    const number = Number(this.getAttribute("number"));
    this.root = this.attachShadow({ mode: number % 2 ? "closed" : "open" });
    this.root.innerHTML = `<link rel="stylesheet" href="/card.css"><b>Card ${number}</b><div class="place"></div>`;
    const adopted = new CSSStyleSheet();
    adopted.replaceSync(`.place { background: url(/shadow/adopted-${number}.png); min-height: 90px }`);
    this.root.adoptedStyleSheets = [adopted];
    const seen = new IntersectionObserver((entries) => {
      if (!entries.some((entry) => entry.isIntersecting)) return;
      seen.disconnect();
      this.root.querySelector(".place").innerHTML = `<img src="/shadow/card-${number}-200x120.png" alt="">`;
    });
    seen.observe(this);
  }
}
customElements.define("photo-card", PhotoCard);
