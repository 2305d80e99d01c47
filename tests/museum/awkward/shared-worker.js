onconnect = ({ ports: [port] }) => {
  fetch("/found/shared.json").then((answer) => answer.json()).then((found) => port.postMessage(found));
};
