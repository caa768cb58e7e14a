/**
 * What the shop sells, and where its pictures are. Knows nothing of the page or the basket.
 *
 * @typedef {'trainers' | 'boots' | 'sandals'} Category
 * @typedef {{ id: string, name: string, first: string, second: string, tint: string }} Colour
 *   `first` and `second` fill the swatch, `tint` the ground behind the picture.
 * @typedef {object} Product
 * @property {string} id
 * @property {string} name
 * @property {Category} category
 * @property {number} price In cents.
 * @property {string} line One sentence for the card and the product page.
 * @property {string} upper What the upper is made of.
 * @property {number} weight Of one shoe in EU 42, in grams.
 * @property {number} rating From 1 to 5.
 * @property {number} reviews How many.
 * @property {string} [flag] A word on the card, such as "New".
 * @property {number[]} soldOut EU sizes that are gone.
 * @property {Colour[]} colours The first is shown on the card.
 */

/** EU sizes, smallest first. */
export const sizes = [36, 37, 38, 39, 40, 41, 42, 43, 44, 45, 46];

/** The pictures of every colour, in the gallery's order. */
export const views = [
  { id: 'side', name: 'from the side' },
  { id: 'pair', name: 'as a pair' },
  { id: 'top', name: 'from above' },
  { id: 'sole', name: 'its sole' },
];

/** @returns {Colour} */
const colour = (id, name, first, second, tint) => ({ id, name, first, second, tint });

/** @type {Product[]} */
export const products = [
  {
    id: 'kiesel', name: 'Kiesel trainer', category: 'trainers', price: 12900, flag: 'Bestseller',
    line: 'A smooth, everyday trainer, round where your foot is round. Named after the pebble in every good pocket.',
    upper: 'Chrome-free leather, cotton lining', weight: 340, rating: 4.8, reviews: 214, soldOut: [36, 45],
    colours: [
      colour('blue-white', 'Blue & white', '#2f62b5', '#f4f5f2', '#b9cdea'),
      colour('oat', 'Oat', '#e6d8bf', '#c9ad83', '#efdfc4'),
      colour('moss', 'Moss', '#6f8062', '#4c5d45', '#cfd8c0'),
      colour('graphite', 'Graphite', '#474c52', '#e0703e', '#f0c9b1'),
    ],
  },
  {
    id: 'fels', name: 'Fels hiking boot', category: 'boots', price: 21900,
    line: 'Full-grain leather above, deep lugs below, and an ankle that trusts both.',
    upper: 'Waxed full-grain leather, wool lining', weight: 610, rating: 4.9, reviews: 167, soldOut: [36, 37, 46],
    colours: [
      colour('chestnut', 'Chestnut', '#8a5330', '#5f3519', '#e6c9a8'),
      colour('slate', 'Slate', '#66717b', '#f0b23e', '#c9d2d6'),
    ],
  },
  {
    id: 'brise', name: 'Brise runner', category: 'trainers', price: 13900, flag: 'New',
    line: 'Light as the hour before work. A rocker sole that rolls you on to the next street.',
    upper: 'Recycled knit, no-sew overlays', weight: 245, rating: 4.6, reviews: 89, soldOut: [38, 44],
    colours: [
      colour('coral', 'Coral', '#f0866a', '#ffffff', '#f7c9b8'),
      colour('mist', 'Mist', '#c9d6da', '#f08a4b', '#cfdfe4'),
    ],
  },
  {
    id: 'ufer', name: 'Ufer two-strap', category: 'sandals', price: 8900,
    line: 'Cork that learns your foot, leather that keeps its word.',
    upper: 'Vegetable-tanned leather, natural cork', weight: 290, rating: 4.7, reviews: 132, soldOut: [41],
    colours: [
      colour('tan', 'Tan', '#b87743', '#c9a06c', '#f0d9b4'),
      colour('sea', 'Sea', '#3f7f8c', '#c9a06c', '#bcdbdc'),
    ],
  },
  {
    id: 'halde', name: 'Halde trail trainer', category: 'trainers', price: 14900,
    line: 'For loose ground and steep ideas: a rubber guard all round and grip in both directions.',
    upper: 'Ripstop, welded rubber guard', weight: 320, rating: 4.7, reviews: 98, soldOut: [36, 39],
    colours: [
      colour('pine', 'Pine', '#2f6156', '#f2a83b', '#bfd6c8'),
      colour('rust', 'Rust', '#b9532f', '#f6d9a8', '#f1cbb4'),
    ],
  },
  {
    id: 'moor', name: 'Moor chelsea boot', category: 'boots', price: 18900,
    line: 'On in one pull. Waxed against the bog, plain enough for the opera after it.',
    upper: 'Waxed calf leather, elastic goring', weight: 480, rating: 4.8, reviews: 141, soldOut: [37, 46],
    colours: [
      colour('cognac', 'Cognac', '#a5622f', '#3a2a20', '#f0d0ab'),
      colour('black', 'Black', '#34353a', '#1c1d20', '#d6d8d8'),
    ],
  },
  {
    id: 'pfad', name: 'Pfad slip-on', category: 'trainers', price: 9900,
    line: 'One knitted piece and no laces, for people who leave the house mid-sentence.',
    upper: 'Merino knit', weight: 210, rating: 4.5, reviews: 76, soldOut: [42],
    colours: [
      colour('heather', 'Heather', '#a99bb8', '#87789a', '#dcd3e6'),
      colour('sand', 'Sand', '#d9c3a0', '#8c6b3e', '#f0e2c8'),
    ],
  },
  {
    id: 'brandung', name: 'Brandung trek sandal', category: 'sandals', price: 11900, flag: 'New',
    line: 'Through the surf and up the cliff path, with straps that dry before you do.',
    upper: 'Quick-drying webbing', weight: 310, rating: 4.6, reviews: 54, soldOut: [36, 46],
    colours: [
      colour('lagoon', 'Lagoon', '#1f8c8a', '#f4c04a', '#bfe0da'),
      colour('clay', 'Clay', '#b9573a', '#f0d9b5', '#f0cdb9'),
    ],
  },
  {
    id: 'kamm', name: 'Kamm mid boot', category: 'boots', price: 16900,
    line: 'Half a boot, half a trainer, for the ridge between town and weekend.',
    upper: 'Suede, organic cotton lining', weight: 430, rating: 4.5, reviews: 63, soldOut: [40, 45],
    colours: [
      colour('olive', 'Olive', '#7d7a4b', '#d8743a', '#dfdcb6'),
      colour('plum', 'Plum', '#7a4358', '#e8b27a', '#e7c8d2'),
    ],
  },
  {
    id: 'linde', name: 'Linde court', category: 'trainers', price: 11900,
    line: 'A tennis shoe with the volume turned down.',
    upper: 'Smooth leather, perforated toe', weight: 350, rating: 4.7, reviews: 187, soldOut: [],
    colours: [
      colour('white', 'White', '#f8f7f3', '#3f7a5a', '#d3e2d5'),
      colour('butter', 'Butter', '#f3e0a4', '#a4502c', '#f8ebc2'),
    ],
  },
  {
    id: 'firn', name: 'Firn winter boot', category: 'boots', price: 19900,
    line: 'Lined with lambswool, tested on people who are always cold.',
    upper: 'Water-tight nylon, lambswool lining', weight: 560, rating: 4.9, reviews: 71, soldOut: [38, 39],
    colours: [
      colour('glacier', 'Glacier', '#a9c7d6', '#e4703a', '#cfe2ea'),
      colour('night', 'Night', '#35476b', '#f0a858', '#c3cbe0'),
    ],
  },
  {
    id: 'duene', name: 'Düne slide', category: 'sandals', price: 4900,
    line: 'From the bed to the sea and back, with sand or without.',
    upper: 'Foam from sugar cane', weight: 180, rating: 4.3, reviews: 58, soldOut: [43, 44],
    colours: [
      colour('apricot', 'Apricot', '#f2a878', '#fff6ec', '#fbdcc6'),
      colour('stone', 'Stone', '#9c9a92', '#dedbd2', '#e0dfd8'),
    ],
  },
];

/** @param {string | null} id @returns {Product | undefined} */
export const productById = (id) => products.find((product) => product.id === id);

/**
 * The product of a basket's or an order's line. Only lines of products that exist are ever kept.
 * @param {{ id: string }} line @returns {Product}
 */
export function productOf(line) {
  const product = productById(line.id);
  if (!product) throw new Error(`The catalogue has no product "${line.id}".`);
  return product;
}

/** The colour of that id, or the product's first. @param {Product} product @param {string | null} [id] */
export const colourOf = (product, id) => product.colours.find((each) => each.id === id) ?? product.colours[0];

/** @param {Product} product @param {Colour} shade @param {string} view */
export const picture = (product, shade, view) => `img/${product.id}-${shade.id}-${view}.svg`;

/** @param {Product} product @param {Colour} [shade] */
export const productLink = (product, shade) =>
  `product.html?id=${product.id}${shade ? `&colour=${shade.id}` : ''}`;

const euro = new Intl.NumberFormat('en-IE', { style: 'currency', currency: 'EUR' });

/** @param {number} cents */
export const money = (cents) => euro.format(cents / 100);
