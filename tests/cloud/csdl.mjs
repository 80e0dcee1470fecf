// Reads Graph's published model (CSDL) and tells where a JSON answer differs from it.
// Rules of names, types and nullability: OData CSDL XML 4.01 and OData JSON 4.01 (docs.oasis-open.org/odata).
import sax from 'sax';

const NAMESPACE = /^(Collection\()?(?:graph|microsoft\.graph)\./;
const GUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;
const integer = (least, most) => (value) => Number.isInteger(value) && value >= least && value <= most;
const text = (pattern) => (value) => typeof value === 'string' && pattern.test(value);

// What a JSON value of each primitive type looks like (OData JSON Format 4.01, chapter 7.1).
const PRIMITIVE = {
  'Edm.String': text(/^/),
  'Edm.Boolean': (value) => typeof value === 'boolean',
  'Edm.Guid': text(GUID),
  'Edm.Int16': integer(-32768, 32767),
  'Edm.Int32': integer(-2147483648, 2147483647),
  'Edm.Int64': integer(Number.MIN_SAFE_INTEGER, Number.MAX_SAFE_INTEGER),
  'Edm.Byte': integer(0, 255),
  'Edm.Double': (value) => typeof value === 'number',
  'Edm.Single': (value) => typeof value === 'number',
  'Edm.Decimal': (value) => typeof value === 'number',
  'Edm.DateTimeOffset': text(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d{1,12})?(Z|[+-]\d\d:\d\d)$/),
  'Edm.Date': text(/^\d{4}-\d\d-\d\d$/),
  'Edm.TimeOfDay': text(/^\d\d:\d\d:\d\d(\.\d{1,12})?$/),
  'Edm.Duration': text(/^-?P(\d+Y)?(\d+M)?(\d+D)?(T(\d+H)?(\d+M)?(\d+(\.\d+)?S)?)?$/),  // Graph also writes years: P2Y
  'Edm.Binary': text(/^[A-Za-z0-9+/_-]*={0,2}$/),
  'Edm.Stream': text(/^/),
  'Edm.Untyped': () => true,
};

// "Collection(graph.user)" → { many: true, name: "user" }; types of Edm keep their prefix.
export function readType(written) {
  const many = written.startsWith('Collection(');
  const name = written.replace(NAMESPACE, '$1').replace(/^Collection\(|\)$/g, '');
  return { many, name };
}

export class Csdl {
  types = new Map();      // name → { kind, base, open, abstract, members, properties, navigation }
  sets = new Map();       // name → type of the elements
  singletons = new Map();
  operations = [];        // { name, action, bound, parameters, result }

  constructor(...texts) {
    for (const one of texts) this.#read(one);
  }

  #read(xml) {
    const parser = sax.parser(true);
    const open = [];
    parser.onerror = (error) => { throw error; };
    parser.onopentag = ({ name, attributes }) => open.push(this.#begin(name, attributes, open.at(-1)) ?? open.at(-1));
    parser.onclosetag = () => open.pop();
    parser.write(xml).close();
  }

  // What the elements inside belong to; nothing when it goes on with the parent's.
  #begin(element, attributes, parent) {
    switch (element) {
      case 'EntityType': case 'ComplexType': case 'EnumType': {
        // A second text may add to a type of the first.
        if (this.types.has(attributes.Name)) return this.types.get(attributes.Name);
        const type = { kind: element, name: attributes.Name, base: attributes.BaseType && readType(attributes.BaseType).name,
          open: attributes.OpenType === 'true', abstract: attributes.Abstract === 'true', flags: attributes.IsFlags === 'true',
          members: new Set(), properties: new Map(), navigation: new Map() };
        this.types.set(type.name, type);
        return type;
      }
      case 'Member': parent.members?.add(attributes.Name); return undefined;
      case 'Property':
        parent.properties?.set(attributes.Name, { ...readType(attributes.Type), nullable: attributes.Nullable !== 'false' });
        return undefined;
      case 'NavigationProperty':
        parent.navigation?.set(attributes.Name, { ...readType(attributes.Type), contained: attributes.ContainsTarget === 'true' });
        return undefined;
      case 'EntitySet': this.sets.set(attributes.Name, readType(attributes.EntityType).name); return undefined;
      case 'Singleton': this.singletons.set(attributes.Name, readType(attributes.Type).name); return undefined;
      case 'Action': case 'Function': {
        const operation = { name: attributes.Name, action: element === 'Action', bound: attributes.IsBound === 'true', parameters: [], result: null };
        this.operations.push(operation);
        return operation;
      }
      case 'Parameter': parent.parameters?.push({ ...readType(attributes.Type), called: attributes.Name, nullable: attributes.Nullable !== 'false' }); return undefined;
      case 'ReturnType': parent.result = readType(attributes.Type); return undefined;
      default: return undefined;
    }
  }

  type(name) {
    const found = this.types.get(name);
    if (!found) throw new Error(`The CSDL has no type ${name}.`);
    return found;
  }

  // The type and those it inherits from, the type itself first.
  lineage(name) {
    const chain = [];
    for (let one = name; one; one = this.type(one).base) chain.push(this.type(one));
    return chain;
  }

  isA(name, base) { return this.types.has(name) && this.lineage(name).some((one) => one.name === base); }

  property(type, name) { return this.lineage(type).map((one) => one.properties.get(name)).find(Boolean); }
  navigation(type, name) { return this.lineage(type).map((one) => one.navigation.get(name)).find(Boolean); }
  propertiesOf(type) { return this.lineage(type).reverse().flatMap((one) => [...one.properties.keys()]); }

  // The function or action of that name which is bound to the type, or else to the nearest type it inherits from.
  operation(name, type) {
    if (!this.types.has(type.name)) return undefined;
    const bound = this.operations.filter((one) => one.name === name && one.bound && one.parameters[0].many === type.many);
    return this.lineage(type.name).map((base) => bound.find((one) => one.parameters[0].name === base.name)).find(Boolean);
  }

  // Differences of a JSON value from a declared type, each a sentence that begins with where.
  *differences(value, declared, at, { delta = false } = {}) {
    if (declared.many) {
      if (!Array.isArray(value)) yield `${at} must be a collection and is ${shown(value)}`;
      else for (const [index, one] of value.entries()) yield* this.differences(one, { ...declared, many: false, nullable: false }, `${at}[${index}]`, { delta });
      return;
    }
    if (value === null) {
      if (declared.nullable === false) yield `${at} must not be null`;
      return;
    }
    if (declared.name.startsWith('Edm.')) yield* this.#primitive(value, declared.name, at);
    else if (this.type(declared.name).kind === 'EnumType') yield* this.#enumeration(value, this.type(declared.name), at);
    else yield* this.#object(value, declared.name, at, delta);
  }

  *#primitive(value, name, at) {
    if (!PRIMITIVE[name]) throw new Error(`The test knows no primitive type ${name}.`);
    if (!PRIMITIVE[name](value)) yield `${at} is no ${name}: ${shown(value)}`;
  }

  *#enumeration(value, type, at) {
    const words = typeof value === 'string' ? (type.flags ? value.split(',') : [value]) : [];
    if (words.length === 0 || !words.every((one) => type.members.has(one))) {
      yield `${at} is ${shown(value)}, which is no member of the enumeration ${type.name}`;
    }
  }

  *#object(value, declared, at, delta) {
    if (typeof value !== 'object' || Array.isArray(value)) {
      yield `${at} must be an object of type ${declared} and is ${shown(value)}`;
      return;
    }
    let type = declared;
    if (typeof value['@odata.type'] === 'string') {
      type = value['@odata.type'].replace(/^#?microsoft\.graph\./, '');
      if (!this.isA(type, declared)) {
        yield `${at} says it is a ${type}, which is no ${declared}`;
        return;
      }
    } else if (this.type(declared).abstract) {
      yield `${at} lacks @odata.type, and ${declared} is abstract`;
    }
    for (const [name, one] of Object.entries(value)) yield* this.#member(type, name, one, `${at}.${name}`, delta);
  }

  *#member(type, name, value, at, delta) {
    if (name === '@removed' && delta) {
      if (!['changed', 'deleted'].includes(value?.reason)) yield `${at} has no reason "changed" or "deleted"`;
      return;
    }
    if (/^@odata\.(type|id|etag|context|editLink)$/.test(name)) {
      if (typeof value !== 'string') yield `${at} must be a text`;
      return;
    }
    const [bare, annotation] = name.split('@');
    const navigation = this.navigation(type, bare);
    if (annotation === 'delta' && delta && navigation) {
      yield* this.differences(value, { ...navigation, many: true }, at, { delta });
    } else if (annotation !== undefined) {
      if (!/^odata\.(context|count|nextLink|type|navigationLink|associationLink)$/.test(annotation) || !(navigation ?? this.property(type, bare))) yield `${at} is an annotation that OData does not have here`;
    } else if (navigation) {
      yield* this.differences(value, { ...navigation, nullable: true }, at);
    } else {
      const property = this.property(type, name);
      if (property) yield* this.differences(value, property, at);
      else yield `${at} is no property of ${type}`;
    }
  }
}

function shown(value) {
  const written = JSON.stringify(value);
  return written.length > 80 ? `${written.slice(0, 77)}...` : written;
}
